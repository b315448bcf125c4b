// What generated messages need of annotations.pb.h: that a Permission is an
// enum, and that the options' descriptors exist. Their headers include this
// one instead (tools/bazel/proto.bzl), so that a new permission or rule does
// not recompile every message. Whoever names a permission includes
// "comptoir/annotations.pb.h".
#ifndef COMPTOIR_PROTOS_COMPTOIR_ANNOTATIONS_FWD_H_
#define COMPTOIR_PROTOS_COMPTOIR_ANNOTATIONS_FWD_H_

namespace google::protobuf::internal {
struct DescriptorTable;
}  // namespace google::protobuf::internal

extern const google::protobuf::internal::DescriptorTable
    descriptor_table_comptoir_2fannotations_2eproto;

namespace comptoir {

enum Permission : int;

}  // namespace comptoir

#endif  // COMPTOIR_PROTOS_COMPTOIR_ANNOTATIONS_FWD_H_
