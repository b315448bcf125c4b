// What comptoird does besides serving. Each prints what it did, or one line
// about why not, and gives the exit code.
#ifndef COMPTOIR_SERVER_UPKEEP_COMMANDS_H_
#define COMPTOIR_SERVER_UPKEEP_COMMANDS_H_

#include <string>

#include "server/ops/listen_options.h"

namespace comptoir {

// Flags, files and folder, without starting, making or changing anything.
int CheckConfigCommand(const ops::ListenOptions& listen,
                       const std::string& data_dir);

// Copies the data folder, with the help of the server that has it open, if one
// has. Writes as whoever runs it, never as the server. A backup in which
// something is wrong, or for which the folder lacks a key, is kept, and
// kExitDifferences.
int BackupCommand(const std::string& data_dir, const std::string& destination);

// A folder that lacks a key is restored as it was backed up, and
// kExitDifferences: the key may be elsewhere.
int RestoreCommand(const std::string& data_dir, const std::string& source);

// Lets the webhooks of a restored folder send, also while it is served.
int ReleaseWebhooksCommand(const std::string& data_dir);

// Changes nothing, so a volume that cannot be written to is no obstacle. A key
// that is missing is a difference, too: the server would refuse the folder.
int VerifyCommand(const std::string& data_dir);

// Makes the keys that are missing, where no backup has them: what was made with
// them is void.
int NewKeysCommand(const std::string& data_dir);

// Gives a merchant who has lost every API key a new one that may do everything;
// its token goes into `file`, which must not be there yet.
int NewOwnerKeyCommand(const std::string& data_dir,
                       const std::string& merchant_id, const std::string& file);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_UPKEEP_COMMANDS_H_
