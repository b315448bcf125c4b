#include "server/customers/columns/merchant_columns.h"

#include <algorithm>

namespace comptoir::customers {

Slot MerchantColumns::FindOrAdd(const IdBytes& id) {
  if (const std::optional<Slot> known = slots_.Find(id)) return *known;
  const Slot slot = slots_.Add(id);
  Resize();
  return slot;
}

void MerchantColumns::Resize() {
  for (const auto& set : sets_) set->Resize(slots_.size());
}

void MerchantColumns::PutCustomer(const IdBytes& id,
                                  const std::optional<IdBytes>& merged_into) {
  const Slot slot = FindOrAdd(id);
  has_row_.Add(slot);
  std::optional<Slot> into;
  if (merged_into) into = FindOrAdd(*merged_into);
  const Slot before = SurvivorOf(slot);
  Move(slot, into);
  const Slot after = SurvivorOf(slot);
  if (before != after) List(before);
  List(after);
  FreeIfUnused(before);
}

void MerchantColumns::RemoveCustomer(const IdBytes& id) {
  const std::optional<Slot> slot = slots_.Find(id);
  if (!slot || !has_row_.Has(*slot)) return;
  const Slot before = SurvivorOf(*slot);
  has_row_.Remove(*slot);
  Move(*slot, std::nullopt);
  for (const auto& set : sets_) set->Clear(*slot);
  List(*slot);
  if (before != *slot) List(before);
  FreeIfUnused(*slot);
  if (before != *slot) FreeIfUnused(before);
}

void MerchantColumns::Move(Slot identity, std::optional<Slot> into) {
  const auto known = merged_into_.find(identity);
  if (known != merged_into_.end()) {
    if (into && known->second == *into) return;
    const auto parts = parts_.find(known->second);
    std::erase(parts->second, identity);
    const Slot was_into = known->second;
    if (parts->second.empty()) parts_.erase(parts);
    merged_into_.erase(known);
    FreeIfUnused(was_into);
  }
  if (!into) return;
  merged_into_[identity] = *into;
  parts_[*into].push_back(identity);
}

Slot MerchantColumns::SurvivorOf(Slot identity) const {
  for (auto next = merged_into_.find(identity); next != merged_into_.end();
       next = merged_into_.find(identity)) {
    identity = next->second;
  }
  return identity;
}

std::optional<Slot> MerchantColumns::ListedSlotOf(const IdBytes& id) const {
  const std::optional<Slot> slot = slots_.Find(id);
  if (!slot) return std::nullopt;
  const Slot survivor = SurvivorOf(*slot);
  const auto profile = profiles_.find(survivor);
  const Slot listed = profile == profiles_.end() ? survivor : profile->second;
  return listed_.Has(listed) ? std::optional(listed) : std::nullopt;
}

std::vector<Slot> MerchantColumns::IdentitiesOf(Slot survivor) const {
  std::vector<Slot> identities = {survivor};
  for (size_t i = 0; i < identities.size(); ++i) {
    const auto parts = parts_.find(identities[i]);
    if (parts == parts_.end()) continue;
    identities.insert(identities.end(), parts->second.begin(),
                      parts->second.end());
  }
  return identities;
}

void MerchantColumns::List(Slot survivor) {
  // One that is part of another by now is listed with that one.
  const bool is_survivor =
      has_row_.Has(survivor) && !merged_into_.contains(survivor);
  const bool has_parts = is_survivor && parts_.contains(survivor);
  SetListed(survivor, is_survivor && !has_parts);
  const auto profile = profiles_.find(survivor);
  if (!has_parts) {
    if (profile == profiles_.end()) return;
    const Slot slot = profile->second;
    profiles_.erase(profile);
    SetListed(slot, false);
    Free(slot);
    return;
  }
  Slot slot;
  if (profile != profiles_.end()) {
    slot = profile->second;
  } else {
    slot = slots_.AddBeside(slots_.IdOf(survivor));
    Resize();
    profiles_[survivor] = slot;
  }
  const std::vector<Slot> identities = IdentitiesOf(survivor);
  for (const auto& set : sets_) set->Fold(slot, identities);
  SetListed(slot, true);
}

void MerchantColumns::SetListed(Slot slot, bool is_listed) {
  if (listed_.Has(slot) == is_listed) return;
  if (is_listed) {
    listed_.Add(slot);
    ++size_;
  } else {
    listed_.Remove(slot);
    --size_;
  }
}

void MerchantColumns::Free(Slot slot) {
  for (const auto& set : sets_) set->Clear(slot);
  slots_.Remove(slot);
}

void MerchantColumns::FreeIfUnused(Slot identity) {
  const std::optional<Slot> known = slots_.Find(slots_.IdOf(identity));
  if (known != identity || has_row_.Has(identity) ||
      parts_.contains(identity)) {
    return;
  }
  Free(identity);
}

void MerchantColumns::BeginLoading() {
  for (const auto& set : sets_) set->BeginLoading();
}

void MerchantColumns::FinishLoading() {
  slots_.ShrinkToFit();
  for (const auto& set : sets_) set->FinishLoading();
}

size_t MerchantColumns::bytes() const {
  size_t bytes = slots_.bytes() + listed_.bytes() + has_row_.bytes();
  for (const auto& set : sets_) bytes += set->bytes();
  return bytes;
}

}  // namespace comptoir::customers
