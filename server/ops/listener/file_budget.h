// Descriptors of the process: who may have how many.
#ifndef COMPTOIR_SERVER_OPS_LISTENER_FILE_BUDGET_H_
#define COMPTOIR_SERVER_OPS_LISTENER_FILE_BUDGET_H_

namespace comptoir::ops {

// Storage that cannot open its next file has failed, and a server without
// storage is none. So a part of the descriptors is out of reach of connections,
// however many there are.
struct FileBudget {
  // A connection whose descriptor would not be below this is refused. The
  // system gives out the lowest one that is free, so this bounds what is open
  // in all.
  int connection_fd_limit;
  // What storage may keep open beyond; 0 for as many as it likes, where there
  // is more than it will need.
  int storage_files_max;
};

// Of what the process may open (RLIMIT_NOFILE, the soft limit).
FileBudget BudgetOf(long files_max);
FileBudget CurrentBudget();

// Raises the soft limit to the hard one: systems start processes with few, for
// the sake of programs that use select(). Gives what it is now.
long RaiseFileLimit();

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_LISTENER_FILE_BUDGET_H_
