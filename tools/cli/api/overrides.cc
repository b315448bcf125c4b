#include "tools/cli/api/overrides.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

namespace comptoir::cli {
namespace {

constexpr GroupOverride kGroups[] = {
    {.group = "attributes",
     .service = "comptoir.customers.v1.AttributeDefinitionService"},
    {.group = "team", .service = "comptoir.merchants.v1.TeamMemberService"},
};

constexpr std::string_view kCustomerColumns =
    "id given_name family_name company_name email_address phone_number";

constexpr Override kOverrides[] = {
    {.method = "comptoir.customers.v1.AttributeDefinitionService."
               "BatchSetCustomerAttributes",
     .command = "attributes set-many",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.AttributeDefinitionService."
               "CreateAttributeDefinition",
     .examples =
         "comptoir attributes create --display-name 'Shoe size' --type number\n"
         "comptoir attributes create --display-name Tier \\\n"
         "    --type single-selection --option display_name=Silver \\\n"
         "    --option display_name=Gold --is-shown-at-till yes"},
    {.method = "comptoir.customers.v1.AttributeDefinitionService."
               "GetCustomerAttributes",
     .command = "customers attributes",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.AttributeDefinitionService."
               "ListAttributeDefinitions",
     .columns = "id key display_name type is_required visibility"},
    {.method = "comptoir.customers.v1.AttributeDefinitionService."
               "SetCustomerAttributes",
     .command = "customers set",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.AttributeDefinitionService."
               "UpdateAttributeDefinition",
     .examples =
         "comptoir attributes update atd_01j... --is-required yes\n"
         "comptoir attributes update atd_01j... --remove-options yes \\\n"
         "    --option display_name=Gold"},
    {.method = "comptoir.customers.v1.CustomerService.BatchCreateCustomers",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.CustomerService.BatchDeleteCustomers",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.CustomerService.BatchGetCustomers",
     .examples = "comptoir customers batch-get cus_01j... cus_01k...",
     .columns = kCustomerColumns},
    {.method = "comptoir.customers.v1.CustomerService.BatchUpdateCustomers",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.CustomerService.CreateCustomer",
     .examples = "comptoir customers create --given-name Hélène "
                 "--family-name Roux \\\n"
                 "    --phone-number '06 12 34 56 78' --address.country FR "
                 "--check\n"
                 "comptoir customers create --given-name Paul \\\n"
                 "    --phone-number '06 12 34 56 78' --phone-label mobile \\\n"
                 "    --other-phone-number 'number=04 78 00 11 22,label=work'",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.CustomerService.ExplainFilter",
     .examples = "comptoir customers explain-filter --visits.minimum 3 \\\n"
                 "    --birthday.next-days 7\n"
                 "comptoir customers explain-filter \\\n"
                 "    --any.part visits.minimum=3 --any.part "
                 "birthday.next_days=7"},
    {.method = "comptoir.customers.v1.CustomerService.ListCustomers",
     .examples =
         "comptoir customers list --order name --page-size 20\n"
         "comptoir customers list --all --json\n"
         "comptoir customers list --visits.minimum 3 --last-visit.last-days 90 "
         "\\\n"
         "    --order spend-highest-first --spend-currency EUR\n"
         "comptoir customers list --filter \\\n"
         "    '{\"none\": {\"parts\": [{\"lastVisit\": {\"lastDays\": 90}}]}}'",
     .columns = kCustomerColumns},
    {.method = "comptoir.customers.v1.CustomerService.ListDeletedCustomers",
     .examples = "comptoir customers list-deleted --all",
     .columns = "id given_name family_name company_name delete_time "
                "purge_time"},
    {.method = "comptoir.customers.v1.CustomerService.SearchCustomers",
     .examples = "comptoir customers search --name.prefix roux\n"
                 "comptoir customers search --phone-number-ending 5678",
     .columns = kCustomerColumns},
    {.method = "comptoir.customers.v1.CustomerService.SuggestCustomers",
     .examples = "comptoir customers suggest helene",
     .columns = "customer_id display_name matched matched_contact "
                "matched_label has_typo found_as"},
    {.method = "comptoir.customers.v1.CustomerService.UpdateCustomer",
     .examples = "comptoir customers update cus_01j... --note ''\n"
                 "comptoir customers update cus_01j... --etag 12 "
                 "--birthday 04-03\n"
                 "comptoir customers update cus_01j... \\\n"
                 "    --preference name=milk,value=oat \\\n"
                 "    --preference name=allergy,value=nuts\n"
                 "comptoir customers update cus_01j... "
                 "--other-phone-number ''"},
    {.method = "comptoir.customers.v1.CustomerSummaryService."
               "GetCustomerSummary",
     .command = "customers summary",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.DuplicateService.CheckDuplicates",
     .examples = "comptoir duplicates check --given-name Hélène "
                 "--phone-number '06 12 34 56 78'",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.DuplicateService.IgnoreDuplicate",
     .examples = "comptoir duplicates ignore cus_01j... cus_01k..."},
    {.method = "comptoir.customers.v1.DuplicateService.ListDuplicates",
     .examples = "comptoir duplicates list --all",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.DuplicateService.ListIgnoredDuplicates",
     .command = "duplicates ignored",
     .columns = "customer_id other_customer_id create_time actor_id"},
    {.method = "comptoir.customers.v1.DuplicateService.MergeAllDuplicates",
     .examples = "comptoir duplicates merge-all --wait\n"
                 "comptoir duplicates merge-all --least-confidence possible"},
    {.method = "comptoir.customers.v1.DuplicateService."
               "UndoMergeAllDuplicates",
     .command = "duplicates undo",
     .examples = "comptoir duplicates undo ope_01j... --wait",
     .afterwards = "Who is taken apart is ignored as a duplicate until one of "
                   "the two changes: merge-all leaves them, and `comptoir "
                   "duplicates unignore` suggests them again"},
    {.method = "comptoir.customers.v1.DuplicateService.UnignoreDuplicate",
     .examples = "comptoir duplicates unignore cus_01j... cus_01k..."},
    {.method = "comptoir.customers.v1.GroupService.AddGroupMembers",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.GroupService.CreateGroup",
     .examples = "comptoir groups create --display-name Regulars "
                 "--description 'Every day'"},
    {.method = "comptoir.customers.v1.GroupService.ListCustomerGroups",
     .command = "customers groups",
     .columns = "group.id group.display_name group.member_count add_time"},
    {.method = "comptoir.customers.v1.GroupService.ListGroupMembers",
     .command = "groups members",
     .examples = "comptoir groups members grp_01j... --all",
     .columns = kCustomerColumns},
    {.method = "comptoir.customers.v1.GroupService.ListGroups",
     .columns = "id display_name member_count description create_time"},
    {.method = "comptoir.customers.v1.GroupService.RemoveGroupMembers",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.GroupService.UpdateGroup",
     .examples = "comptoir groups update grp_01j... --display-name Friends"},
    {.method = "comptoir.customers.v1.MergeService.ListMerges",
     .command = "customers merges",
     .examples = "comptoir customers merges cus_01j... --all",
     .columns = "revision create_time kind survivor_customer_id "
                "merged_customer_ids actor_id operation_id"},
    {.method = "comptoir.customers.v1.MergeService.MergeCustomers",
     .command = "customers merge",
     .examples =
         "comptoir customers merge cus_01j... cus_01k...\n"
         "comptoir customers merge cus_01j... cus_01k... cus_01m... \\\n"
         "    --choice path=email_address,customer_id=cus_01k..."},
    {.method = "comptoir.customers.v1.MergeService.PreviewMerge",
     .command = "customers preview-merge",
     .examples = "comptoir customers preview-merge cus_01j... cus_01k...",
     .is_by_hand = true},
    {.method = "comptoir.customers.v1.MergeService.UnmergeCustomer",
     .command = "customers unmerge",
     .examples = "comptoir customers unmerge cus_01k...",
     .afterwards = "The two are ignored as duplicates until one of them "
                   "changes: merge-all leaves them, and `comptoir duplicates "
                   "unignore` suggests them again"},
    {.method = "comptoir.customers.v1.SegmentService.CreateSegment",
     .examples = "comptoir segments create --display-name Regulars \\\n"
                 "    --filter '{\"visits\": {\"minimum\": 3}}'"},
    {.method = "comptoir.customers.v1.SegmentService.ListSegmentMembers",
     .command = "segments members",
     .examples = "comptoir segments members seg_01j... --all",
     .columns = kCustomerColumns},
    {.method = "comptoir.customers.v1.SegmentService.ListSegments",
     .columns = "id display_name customer_count description create_time"},
    {.method = "comptoir.customers.v1.SegmentService.PreviewSegment",
     .examples = "comptoir segments preview --filter \\\n"
                 "    '{\"none\": {\"parts\": [{\"lastVisit\": "
                 "{\"lastDays\": 90}}]}}'"},
    {.method = "comptoir.customers.v1.SegmentService.UpdateSegment",
     .examples = "comptoir segments update seg_01j... --display-name Friends"},
    {.method = "comptoir.events.v1.EventService.ListActivity",
     .command = "events activity",
     .is_by_hand = true},
    {.method = "comptoir.events.v1.EventService.ListEvents",
     .is_by_hand = true},
    {.method = "comptoir.events.v1.EventService.WatchEvents",
     .command = "watch",
     .is_by_hand = true},
    {.method = "comptoir.events.v1.WebhookService.CreateWebhook",
     .examples =
         "comptoir webhooks create --url https://books.example/hook \\\n"
         "    --event-type SaleCompleted --save-secret hook.secret"},
    {.method = "comptoir.events.v1.WebhookService.ListWebhooks",
     .columns = "id state url pending_count dead_count last_delivery_time"},
    {.method = "comptoir.events.v1.WebhookService.RotateWebhookSecret",
     .examples = "comptoir webhooks rotate-secret whk_01j... "
                 "--save-secret hook.secret --force"},
    {.method = "comptoir.events.v1.WebhookService.UpdateWebhook",
     .examples = "comptoir webhooks update whk_01j... --state disabled"},
    {.method = "comptoir.merchants.v1.ApiKeyService.CreateApiKey",
     .examples = "comptoir api-keys create --display-name 'Web shop' "
                 "--permission customers-view \\\n"
                 "    --permission customers-create "
                 "--save-api-key-token shop.token"},
    {.method = "comptoir.merchants.v1.ApiKeyService.ListApiKeys",
     .columns = "id display_name state has_full_access maker_id token_ending "
                "expire_time"},
    {.method = "comptoir.merchants.v1.ApiKeyService.RevokeApiKey",
     .warnings = "working_api_key_ids sending_webhook_ids"},
    {.method = "comptoir.merchants.v1.DeviceService.CreateDevice",
     .examples = "comptoir devices create --display-name 'Till 1' "
                 "--location-id loc_01j... \\\n"
                 "    --kind till --save-pairing-code till1.code"},
    {.method = "comptoir.merchants.v1.DeviceService.PairDevice",
     .examples = "comptoir devices pair --pairing-code-file till1.code "
                 "--save-device-token till1.token"},
    {.method = "comptoir.merchants.v1.FailedTaskService.DropFailedTask",
     .is_by_hand = true},
    {.method = "comptoir.merchants.v1.FailedTaskService.GetFailedTask",
     .examples = "comptoir failed-tasks get job_01j..."},
    {.method = "comptoir.merchants.v1.FailedTaskService.ListFailedTasks",
     .examples = "comptoir failed-tasks list --source outbox --all\n"
                 "comptoir failed-tasks list --kind request_clean_up",
     .columns = "id kind destination attempt_count error.reason fail_time"},
    {.method = "comptoir.merchants.v1.FailedTaskService.RetryFailedTask",
     .examples = "comptoir failed-tasks retry job_01j..."},
    {.method = "comptoir.merchants.v1.LocationService.CreateLocation",
     .examples = "comptoir locations create --display-name Belleville "
                 "--address.locality Paris"},
    {.method = "comptoir.merchants.v1.LocationService.ListLocations",
     .columns = "id display_name country currency time_zone"},
    {.method = "comptoir.merchants.v1.MerchantService.CreateMerchant",
     .examples = "comptoir merchants create --display-name 'Au Comptoir' "
                 "--country FR \\\n"
                 "    --currency EUR --time-zone Europe/Paris "
                 "--owner-display-name Awa \\\n"
                 "    --token-file operator.token "
                 "--save-api-key-token owner.token"},
    {.method = "comptoir.merchants.v1.MerchantService.DownloadLogo",
     .is_by_hand = true},
    {.method = "comptoir.merchants.v1.MerchantService.UpdateMerchant",
     .examples = "comptoir merchants update mer_01j... "
                 "--directory-settings.instant-profiles-off yes"},
    {.method = "comptoir.merchants.v1.MerchantService.VerifyMerchant",
     .examples = "comptoir merchants verify --wait"},
    {.method = "comptoir.merchants.v1.OperationService.ListOperations",
     .examples = "comptoir operations list --state running",
     .columns = "id kind state done_units create_time end_time"},
    {.method = "comptoir.merchants.v1.OperationService.WatchOperation",
     .is_by_hand = true},
    {.method = "comptoir.merchants.v1.PermissionSetService."
               "CreatePermissionSet",
     .examples = "comptoir permission-sets create --display-name Clerk "
                 "--permission customers-view \\\n"
                 "    --permission sales-view --permission sales-manage"},
    {.method = "comptoir.merchants.v1.PermissionSetService."
               "UpdatePermissionSet",
     .examples = "comptoir permission-sets update pset_01j... "
                 "--display-name 'Head clerk'"},
    {.method = "comptoir.merchants.v1.SessionService.CreateSession",
     .examples = "comptoir sessions create mem_01j... "
                 "--token-file till1.token \\\n"
                 "    --save-session-token awa.token"},
    {.method = "comptoir.merchants.v1.SessionService.DeleteSession",
     .examples = "comptoir sessions delete --token-file awa.token",
     .words = "session_id",
     .question = ""},
    {.method = "comptoir.merchants.v1.SessionService.GetCaller",
     .command = "sessions whoami"},
    {.method = "comptoir.merchants.v1.TeamMemberService.CreateTeamMember",
     .examples = "comptoir team create --display-name Noé --role staff"},
    {.method = "comptoir.merchants.v1.TeamMemberService.SetPasscode",
     .examples = "comptoir team set-passcode mem_01j...\n"
                 "comptoir team set-passcode mem_01j... "
                 "--passcode-file code.txt"},
    {.method = "comptoir.merchants.v1.TeamMemberService.UpdateTeamMember",
     .examples = "comptoir team update mem_01j... --state inactive",
     .warnings = "working_api_key_ids"},
    {.method = "comptoir.readers.v1.CheckoutService.CancelCheckout",
     .question = ""},
    {.method = "comptoir.readers.v1.CheckoutService.CreateCheckout",
     .examples = "comptoir checkouts create sal_01j... rdr_01j...\n"
                 "comptoir checkouts create sal_01j... rdr_01j... "
                 "--amount '10 EUR'"},
    {.method = "comptoir.readers.v1.ReaderService.CreateReader",
     .examples = "comptoir readers create --display-name Counter "
                 "--location-id loc_01j... \\\n"
                 "    --save-pairing-code reader1.code"},
    {.method = "comptoir.readers.v1.ReaderService.CreateReaderPairingCode",
     .command = "readers new-code",
     .examples = "comptoir readers new-code rdr_01j... "
                 "--save-pairing-code reader1.code"},
    {.method = "comptoir.readers.v1.ReaderService.PairReader",
     .examples = "comptoir readers pair --pairing-code-file reader1.code "
                 "--save-reader-token reader1.token"},
    {.method = "comptoir.readers.v1.UnmatchedPaymentService."
               "ListUnmatchedPayments",
     .examples = "comptoir unmatched-payments list --state open",
     .columns = "payment_id state amount refusal sale_id create_time"},
    {.method = "comptoir.readers.v1.UnmatchedPaymentService."
               "SettleUnmatchedPayment",
     .examples = "comptoir unmatched-payments settle pay_01j... "
                 "--note 'given back by the bank'"},
    {.method = "comptoir.sales.v1.PaymentService.RefundPayment",
     .examples = "comptoir payments refund pay_01j... --method cash\n"
                 "comptoir payments refund pay_01j... --method external \\\n"
                 "    --amount '3.20 EUR' --reason 'charged twice'"},
    {.method = "comptoir.sales.v1.SaleService.AddSaleLines",
     .examples = "comptoir sales add-lines sal_01j... \\\n"
                 "    --line 'name=Café crème,quantity=2,unit_price=3.20 EUR'"},
    {.method = "comptoir.sales.v1.SaleService.AttachCustomer",
     .command = "sales attach"},
    {.method = "comptoir.sales.v1.SaleService.CreateSale",
     .examples = "comptoir sales create --location-id loc_01j... \\\n"
                 "    --line 'name=Baguette,quantity=1,unit_price=1.20 EUR'"},
    {.method = "comptoir.sales.v1.SaleService.DetachCustomer",
     .command = "sales detach"},
    {.method = "comptoir.sales.v1.SaleService.GetPurchaseSummary",
     .command = "sales summary"},
    {.method = "comptoir.sales.v1.SaleService.ListSales",
     .examples = "comptoir sales list --customer-id cus_01j... --all",
     .columns = "id state totals.total customer_id create_time"},
    {.method = "comptoir.sales.v1.SaleService.RecordPayment",
     .command = "sales pay",
     .examples = "comptoir sales pay sal_01j... --method cash "
                 "--amount '6.40 EUR' --tendered '10 EUR'"},
};

}  // namespace

std::span<const Override> Overrides() { return kOverrides; }

std::span<const GroupOverride> GroupOverrides() { return kGroups; }

const Override* FindOverride(std::string_view method) {
  const auto found =
      std::lower_bound(std::begin(kOverrides), std::end(kOverrides), method,
                       [](const Override& override, std::string_view name) {
                         return override.method < name;
                       });
  if (found == std::end(kOverrides) || found->method != method) return nullptr;
  return found;
}

}  // namespace comptoir::cli
