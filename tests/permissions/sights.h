// What an answer shows, held against what descriptors say that one permission
// shows.
#ifndef COMPTOIR_TESTS_PERMISSIONS_SIGHTS_H_
#define COMPTOIR_TESTS_PERMISSIONS_SIGHTS_H_

#include <set>
#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace comptoir::testing {

using PermissionNumbers = std::set<int>;

// Every method of every area, by name.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

Permission NeededBy(const google::protobuf::MethodDescriptor& method);

// Every permission that can be given to an API key.
std::vector<Permission> Grantable();
// Those that `holder` holds without being given them.
PermissionNumbers HeldBy(Holder holder);

// What shows messages of `type`: the permissions of the reads that answer with
// one or with a list of them. Empty for what no read answers with by itself.
PermissionNumbers ShownWith(const google::protobuf::Descriptor& type);

// Where `answer` shows more than `held` lets its caller see, as paths: fields
// of messages that nothing held shows, other than ids; contact data; cards. An
// event is its ids.
std::vector<std::string> Excess(const google::protobuf::Message& answer,
                                const PermissionNumbers& held);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_PERMISSIONS_SIGHTS_H_
