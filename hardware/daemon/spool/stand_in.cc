#include "hardware/daemon/spool/stand_in.h"

#include "comptoir/readers/v1/reader_stream.pb.h"
#include "hardware/reader/event_facts.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::ReaderEvent;

constexpr char kEverythingElse[] = "payment_approved";

ReaderEvent MoneyOf(const ReaderEvent& event) {
  ReaderEvent reduced;
  const auto& from = event.payment_approved();
  auto& to = *reduced.mutable_payment_approved();
  to.set_checkout_id(from.checkout_id());
  to.set_sale_id(from.sale_id());
  to.set_payment_id(from.payment_id());
  *to.mutable_amount() = from.amount();
  if (from.has_tip()) *to.mutable_tip() = from.tip();
  reduced.add_left_out(kEverythingElse);
  return reduced;
}

}  // namespace

std::string StandIn(const std::string& payload) {
  ReaderEvent event;
  const bool is_event = event.ParseFromString(payload);
  if (is_event && event.has_payment_approved()) {
    std::string reduced = MoneyOf(event).SerializeAsString();
    if (reduced != payload) return reduced;
  }
  ReaderEvent aside;
  aside.mutable_set_aside()->set_kind(is_event ? KindOf(event) : "");
  return aside.SerializeAsString();
}

}  // namespace comptoir::hardware
