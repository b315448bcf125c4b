// What comptoird does besides serving. Each prints what it did, or one line
// about why not, and gives the exit code.
#ifndef COMPTOIR_SERVER_COMMANDS_H_
#define COMPTOIR_SERVER_COMMANDS_H_

#include <string>

#include "server/server.h"

namespace comptoir {

// Flags, files and folder, without starting anything.
int CheckConfig(const ServerOptions& options);

// Asks the server that has the folder open; opens it itself when none has.
int BackupCommand(const std::string& data_dir, const std::string& destination);

int RestoreCommand(const std::string& data_dir, const std::string& source);

int VerifyCommand(const std::string& data_dir);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_COMMANDS_H_
