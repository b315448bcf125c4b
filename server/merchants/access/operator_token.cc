#include "server/merchants/access/operator_token.h"

#include <optional>
#include <string_view>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/files/private_file.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/timestamps.h"
#include "server/merchants/token.h"
#include "server/store/key_spaces.h"

namespace comptoir::merchants {
namespace {

using storage::v1::CREDENTIAL_KIND_OPERATOR;
using storage::v1::StoredCredential;

constexpr size_t kSecretBytes = 32;

// The installation has no credentials but the operator's.
constexpr int kCredentialsMax = 100;

StoredCredential RecordOf(std::string_view token, absl::Time now) {
  const std::string digest = Sha256(token);
  StoredCredential record;
  record.set_id(CredentialIdOf(digest));
  record.set_kind(CREDENTIAL_KIND_OPERATOR);
  record.set_token_digest(digest);
  *record.mutable_create_time() = ToTimestamp(now);
  return record;
}

absl::Status ReplaceCredential(store::Transaction& txn,
                               const MerchantTables& tables,
                               const StoredCredential& record) {
  const store::Key all(store::Space::kCredentials, txn.merchant_id());
  ASSIGN_OR_RETURN(const store::IdPage page,
                   store::ScanIds(txn, all.Prefix(), "cred", kCredentialsMax));
  for (const std::string& id : page.ids) {
    RETURN_IF_ERROR(tables.credentials.Delete(txn, id).status());
  }
  return tables.credentials.Put(txn, record);
}

absl::StatusOr<std::string> LoadOrMakeToken(const std::string& path) {
  absl::StatusOr<std::string> token = ReadPrivateLine(path);
  if (absl::IsNotFound(token.status())) {
    std::string made =
        FormatToken(CREDENTIAL_KIND_OPERATOR, store::kInstallation,
                    RandomBytes(kSecretBytes));
    RETURN_IF_ERROR(WritePrivateFile(path, made + "\n", Existing::kRefuse));
    return made;
  }
  if (!token.ok()) return token;
  const std::optional<TokenClaim> claim = ParseToken(*token);
  if (!claim || claim->kind != CREDENTIAL_KIND_OPERATOR ||
      claim->merchant_id != store::kInstallation) {
    return absl::FailedPreconditionError(ToAbsl(fmt::format(
        "{} does not hold an operator token: delete it to get a new one",
        path)));
  }
  return token;
}

}  // namespace

absl::Status EnsureOperatorToken(store::Store& store,
                                 const MerchantTables& tables,
                                 const std::string& data_dir, absl::Time now) {
  // The file first: a crash between the two leaves a token that the next start
  // puts to work.
  ASSIGN_OR_RETURN(const std::string token,
                   LoadOrMakeToken(data_dir + "/operator.token"));
  const StoredCredential record = RecordOf(token, now);
  ASSIGN_OR_RETURN(const auto kept,
                   tables.credentials.Find(*store.Read(), store::kInstallation,
                                           record.id()));
  if (kept) return absl::OkStatus();
  return store
      .UpdateAndWait(store::SystemContext(std::string(store::kInstallation),
                                          "EnsureOperatorToken", now),
                     [&](store::Transaction& txn, std::string*) {
                       return ReplaceCredential(txn, tables, record);
                     })
      .status;
}

}  // namespace comptoir::merchants
