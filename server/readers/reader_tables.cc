#include "server/readers/reader_tables.h"

#include "server/base/status.h"
#include "server/readers/checkouts/checkout_rules.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using storage::v1::StoredCheckout;
using storage::v1::StoredReader;
using store::Key;
using store::Space;
using v1::UnmatchedPayment;

// A reader has few open checkouts and a sale fewer.
constexpr int kOpenCheckoutsMax = 100;

std::string Tail(const std::string& id) {
  return std::string(Key(Space::kCheckouts, "").Id(id).tail());
}

std::vector<std::string> ByReader(const StoredCheckout& stored) {
  if (IsFinal(stored.checkout().state())) return {};
  return {Tail(stored.checkout().reader_id())};
}

std::vector<std::string> BySale(const StoredCheckout& stored) {
  if (IsFinal(stored.checkout().state())) return {};
  return {Tail(stored.checkout().sale_id())};
}

absl::StatusOr<std::vector<StoredCheckout>> OpenCheckouts(
    const ReaderTables& tables, const kv::View& reader, Key key,
    std::string_view merchant_id) {
  absl::StatusOr<store::IdPage> page =
      store::ScanIds(reader, key.Prefix(), "chk", kOpenCheckoutsMax);
  if (!page.ok()) return page.status();
  return tables.checkouts.GetMany(reader, merchant_id, page->ids);
}

}  // namespace

ReaderTables::ReaderTables()
    : readers({
          .space = Space::kReaders,
          .noun = "reader",
          .id_prefix = "rdr",
          .id = [](const StoredReader& r) { return r.reader().id(); },
      }),
      checkouts({
          .space = Space::kCheckouts,
          .noun = "checkout",
          .id_prefix = "chk",
          .id = [](const StoredCheckout& c) { return c.checkout().id(); },
          .indexes = {{Space::kCheckoutsByReader, ByReader},
                      {Space::kCheckoutsBySale, BySale}},
      }),
      unmatched_payments({
          .space = Space::kUnmatchedPayments,
          .noun = "unmatched payment",
          .id_prefix = "pay",
          .id = [](const UnmatchedPayment& p) { return p.payment_id(); },
      }) {}

std::vector<const store::TableBase*> ReaderTables::All() const {
  return {&readers, &checkouts, &unmatched_payments};
}

absl::StatusOr<std::vector<StoredCheckout>> OpenCheckoutsOfReader(
    const ReaderTables& tables, const kv::View& reader,
    std::string_view merchant_id, std::string_view reader_id) {
  Key key(Space::kCheckoutsByReader, merchant_id);
  return OpenCheckouts(tables, reader, key.Id(reader_id), merchant_id);
}

absl::StatusOr<std::vector<StoredCheckout>> OpenCheckoutsOfSale(
    const ReaderTables& tables, const kv::View& reader,
    std::string_view merchant_id, std::string_view sale_id) {
  Key key(Space::kCheckoutsBySale, merchant_id);
  return OpenCheckouts(tables, reader, key.Id(sale_id), merchant_id);
}

}  // namespace comptoir::readers
