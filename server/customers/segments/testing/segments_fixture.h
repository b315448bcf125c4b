// Segments of customers on a store in memory, for tests.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TESTING_SEGMENTS_FIXTURE_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TESTING_SEGMENTS_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/groups/testing/groups_fixture.h"
#include "server/customers/segments/segments.h"
#include "server/rpc/call.h"

namespace comptoir::customers {

class SegmentsFixture : public GroupsFixture {
 protected:
  SegmentsFixture();

  // service.Method(call, txn, request) in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(
      absl::StatusOr<Response> (SegmentService::*method)(const Call&,
                                                         store::Transaction&,
                                                         const Request&),
      const Request& request) {
    const Call call = NewCaller();
    return store().Write(merchant_, [&](store::Transaction& txn) {
      return (segments_.service().*method)(call, txn, request);
    });
  }
  // service.Method(call, snapshot, request).
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(
      absl::StatusOr<Response> (SegmentService::*method)(const Call&,
                                                         const store::Snapshot&,
                                                         const Request&),
      const Request& request) {
    return (segments_.service().*method)(NewCaller(), *store().Read(), request);
  }

  // Whose given name it is.
  static v1::Filter NameIs(const std::string& given_name);
  // Who was created so many days ago at most.
  static v1::Filter NewerThan(int days);
  static v1::Filter InGroup(const std::string& group_id);
  // In one of the segments.
  static v1::Filter InSegments(const Ids& segment_ids);
  static v1::Filter AnyOf(const std::vector<v1::Filter>& parts);

  absl::StatusOr<v1::Segment> CreateSegment(const std::string& display_name,
                                            const v1::Filter& filter);
  // The id of a segment that is fine.
  std::string NewSegment(const std::string& display_name,
                         const v1::Filter& filter);
  absl::StatusOr<v1::Segment> GetSegment(const std::string& segment_id);
  absl::StatusOr<v1::Segment> UpdateSegment(const v1::Segment& segment,
                                            const Ids& mask = {});
  absl::StatusOr<v1::Segment> ChangeFilter(const std::string& segment_id,
                                           const v1::Filter& filter);
  absl::Status DeleteSegment(const std::string& segment_id,
                             const std::string& etag = "");
  // The given names of all members, by name.
  std::vector<std::string> MembersOf(const std::string& segment_id,
                                     int page_size = 0);
  // What is wrong with the rows of segments.
  std::vector<std::string> SegmentProblems();

  // Whether the caller of segments may see customers, and contact data.
  bool sees_customers_ = true;
  bool sees_contact_ = true;
  Segments segments_;

 private:
  Call NewCaller();

  int calls_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TESTING_SEGMENTS_FIXTURE_H_
