// The people of a merchant and what they may do.
#include <CLI/CLI.hpp>

#include "comptoir/merchants/v1/permission_set_service.client.h"
#include "comptoir/merchants/v1/team_member_service.client.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"

namespace comptoir::cli {
namespace {

using merchants::v1::PermissionSetServiceClient;
using merchants::v1::TeamMemberServiceClient;

void AddPermissionSets(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "permission-sets", "What team members may do");
  AddCall(area, context,
          {.name = "create",
           .about = "Create a set of permissions.",
           .example = "comptoir permission-sets create --display-name Clerk "
                      "--permission customers-view \\\n"
                      "    --permission sales-manage",
           .flags = {.flattened = "permission_set"}},
          &PermissionSetServiceClient::CreatePermissionSet);
  AddCall(area, context,
          {.name = "update",
           .about = "Change a set; what is given replaces what was.",
           .example = "comptoir permission-sets update pset_01J... "
                      "--display-name 'Head clerk'",
           .flags = {.words = {"permission_set.id"},
                     .flattened = "permission_set"}},
          &PermissionSetServiceClient::UpdatePermissionSet);
  AddCall(area, context,
          {.name = "list",
           .about = "List the sets of permissions.",
           .example = "comptoir permission-sets list",
           .columns = {"id", "display_name", "permissions"}},
          &PermissionSetServiceClient::ListPermissionSets);
}

}  // namespace

void AddTeamCommands(CLI::App& app, Context& context) {
  CLI::App& area = AddArea(app, "team", "People who work for the merchant");
  AddCall(area, context,
          {.name = "create",
           .about = "Create a team member.",
           .example = "comptoir team create --display-name Noé --role staff",
           .flags = {.flattened = "team_member"}},
          &TeamMemberServiceClient::CreateTeamMember);
  AddCall(area, context,
          {.name = "get",
           .about = "Show a team member.",
           .example = "comptoir team get mem_01J...",
           .flags = {.words = {"team_member_id"}}},
          &TeamMemberServiceClient::GetTeamMember);
  AddCall(area, context,
          {.name = "list",
           .about = "List the team.",
           .example = "comptoir team list",
           .columns = {"id", "display_name", "role", "state", "has_passcode"}},
          &TeamMemberServiceClient::ListTeamMembers);
  AddCall(area, context,
          {.name = "update",
           .about = "Change a team member.",
           .example = "comptoir team update mem_01J... --state inactive",
           .flags = {.words = {"team_member.id"}, .flattened = "team_member"}},
          &TeamMemberServiceClient::UpdateTeamMember);
  AddCall(area, context,
          {.name = "set-passcode",
           .about = "Set the passcode that a member signs in with on a till.",
           .example = "comptoir team set-passcode mem_01J...\n"
                      "comptoir team set-passcode mem_01J... "
                      "--passcode-file code.txt",
           .flags = {.words = {"team_member_id"}}},
          &TeamMemberServiceClient::SetPasscode);
  AddPermissionSets(app, context);
}

}  // namespace comptoir::cli
