#include "hardware/drivers/simulated/terminal.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/files/durable_file.h"

namespace comptoir::hardware {
namespace {

using comptoir::hardware::v1::SimulatedBuyer;
using comptoir::hardware::v1::SimulatedScript;
using comptoir::hardware::v1::TerminalCheckout;
using comptoir::hardware::v1::TerminalMemory;
using comptoir::readers::v1::CheckoutRequested;
using comptoir::readers::v1::ReaderEvent;
using comptoir::sales::v1::Card;

// Finished checkouts that the device remembers.
constexpr int kRememberedMax = 1000;

// A real driver keys this with a secret of the merchant and feeds it the card
// number; here there is neither.
std::string FingerprintOf(const Card& card, const std::string& name) {
  const std::string input =
      fmt::format("{}|{}|{}|{}|{}", card.brand(), card.last_four(),
                  card.expiry_month(), card.expiry_year(), name);
  constexpr std::string_view kKey = "simulated";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), kKey.data(), static_cast<int>(kKey.size()),
       reinterpret_cast<const unsigned char*>(input.data()), input.size(),
       digest, &length);
  std::string text = "sim_";
  for (int i = 0; i < 16; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

void FillCard(SimulatedBuyer& buyer) {
  Card& card = *buyer.mutable_card();
  if (card.brand().empty()) card.set_brand("VISA");
  if (card.last_four().empty()) card.set_last_four("4242");
  if (card.expiry_year() == 0) {
    card.set_expiry_month(12);
    card.set_expiry_year(2030);
  }
  if (card.fingerprint().empty()) {
    card.set_fingerprint(FingerprintOf(card, buyer.cardholder_name()));
  }
}

// Its index; -1 when the device does not remember the checkout.
int IndexOf(const TerminalMemory& memory, std::string_view checkout_id) {
  for (int i = 0; i < memory.checkouts_size(); ++i) {
    if (memory.checkouts(i).prompt().checkout_id() == checkout_id) return i;
  }
  return -1;
}

}  // namespace

absl::StatusOr<SimulatedScript> ParseScript(const std::string& json) {
  SimulatedScript script;
  const auto status =
      google::protobuf::util::JsonStringToMessage(json, &script);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("not a script: {}", status.ToString()));
  }
  return script;
}

absl::StatusOr<std::unique_ptr<Terminal>> Terminal::Open(
    std::string memory_path, SimulatedScript script) {
  std::unique_ptr<Terminal> terminal(
      new Terminal(std::move(memory_path), std::move(script)));
  absl::StatusOr<std::string> bytes = ReadFile(terminal->path_);
  if (absl::IsNotFound(bytes.status())) return terminal;
  if (!bytes.ok()) return bytes.status();
  if (!terminal->memory_.ParseFromString(*bytes)) {
    return absl::DataLossError(
        fmt::format("{} is not a terminal's memory", terminal->path_));
  }
  return terminal;
}

const TerminalCheckout* Terminal::Find(std::string_view checkout_id) const {
  const int at = IndexOf(memory_, checkout_id);
  return at < 0 ? nullptr : &memory_.checkouts(at);
}

absl::Status Terminal::Begin(const CheckoutRequested& prompt) {
  TerminalMemory memory = memory_;
  TerminalCheckout& checkout = *memory.add_checkouts();
  *checkout.mutable_prompt() = prompt;
  checkout.set_buyer(memory.buyers_seen());
  memory.set_buyers_seen(memory.buyers_seen() + 1);
  return Keep(std::move(memory));
}

SimulatedBuyer Terminal::BuyerOf(const TerminalCheckout& checkout) const {
  SimulatedBuyer buyer;
  if (script_.buyers_size() > 0) {
    buyer = script_.buyers(
        static_cast<int>(checkout.buyer() % script_.buyers_size()));
  }
  FillCard(buyer);
  if (buyer.entry() == comptoir::readers::v1::CARD_ENTRY_UNSPECIFIED) {
    buyer.set_entry(comptoir::readers::v1::CARD_ENTRY_CHIP);
  }
  return buyer;
}

absl::Status Terminal::End(std::string_view checkout_id,
                           const ReaderEvent& outcome) {
  TerminalMemory memory = memory_;
  const int at = IndexOf(memory, checkout_id);
  TerminalCheckout& checkout =
      at < 0 ? *memory.add_checkouts() : *memory.mutable_checkouts(at);
  if (checkout.has_outcome()) return absl::OkStatus();
  checkout.mutable_prompt()->set_checkout_id(std::string(checkout_id));
  *checkout.mutable_outcome() = outcome;
  if (outcome.has_payment_approved()) memory.set_charges(memory.charges() + 1);
  return Keep(std::move(memory));
}

absl::Status Terminal::MarkReported(std::string_view checkout_id) {
  const int at = IndexOf(memory_, checkout_id);
  if (at < 0 || memory_.checkouts(at).is_reported()) return absl::OkStatus();
  TerminalMemory memory = memory_;
  memory.mutable_checkouts(at)->set_is_reported(true);
  return Keep(std::move(memory));
}

std::vector<std::string> Terminal::Unfinished() const {
  std::vector<std::string> ids;
  for (const TerminalCheckout& checkout : memory_.checkouts()) {
    if (!checkout.is_reported()) ids.push_back(checkout.prompt().checkout_id());
  }
  return ids;
}

absl::Status Terminal::Keep(TerminalMemory memory) {
  auto& checkouts = *memory.mutable_checkouts();
  for (int i = 0; checkouts.size() > kRememberedMax && i < checkouts.size();) {
    if (checkouts[i].is_reported()) {
      checkouts.DeleteSubrange(i, 1);
    } else {
      ++i;
    }
  }
  const absl::Status status = ReplaceFile(path_, memory.SerializeAsString());
  if (status.ok()) memory_ = std::move(memory);
  return status;
}

}  // namespace comptoir::hardware
