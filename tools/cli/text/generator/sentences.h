// The sentences of the API, out of descriptors that have their comments.
#ifndef COMPTOIR_TOOLS_CLI_TEXT_GENERATOR_SENTENCES_H_
#define COMPTOIR_TOOLS_CLI_TEXT_GENERATOR_SENTENCES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace comptoir::cli {

// The first sentence of a comment, in one line: up to the full stop before a
// space that is no abbreviation's, or to the end of the first paragraph.
std::string FirstSentence(std::string_view comment);

// Full name -> sentence, of all that has a comment and may be asked for: see
// api_text.h.
std::map<std::string, std::string> SentencesOf(
    const std::vector<const google::protobuf::FileDescriptor*>& files);

// The source that defines what api_text.h declares.
std::string TableSource(
    const std::vector<const google::protobuf::FileDescriptor*>& files);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TEXT_GENERATOR_SENTENCES_H_
