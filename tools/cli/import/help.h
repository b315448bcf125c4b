// What `comptoir customers import --help` says of how it goes about it.
#ifndef COMPTOIR_TOOLS_CLI_IMPORT_HELP_H_
#define COMPTOIR_TOOLS_CLI_IMPORT_HELP_H_

namespace comptoir::cli {

inline constexpr char kImportDetails[] =
    R"(A row is somebody who is known when its reference id is theirs and more
speaks for it than against it; else when email or phone and the names agree;
else when the names and a birthday or address do. When at least half of the file
is known it was imported before: then a row of which exactly one cell differs is
somebody, too, when two things agree in what is left. Where one of the two has
no name, the same email is the same person, also with another phone; and in a
file whose reference ids are those that customers have, the same reference id.
Another birthday, another first name at the same phone or email, or the same
name with nothing but other contacts is another person. A row that may be
somebody or not, such as one without a name that has the phone of one and
another email, or one with both contacts and another family name, is rejected,
and so is the reference id of somebody else: change that customer by hand.
A row that is nobody by what a merged profile shows, but has an email, phone or
reference id that the profile keeps unseen, or its unseen name with one of them
or with nothing else, is part of that profile: it is neither created nor
changes anything, and the summary and the report name the profile and what of
the row it neither shows nor is found by. Change the profile by hand.
Everybody else is created, once, however often the import is run or stopped, and
with every rule of --known; two that run at once know each other's customers by
reference id, email and phone. What is replaced is shown, before it is done with
--dry-run, and is kept in the report: a row is there before the server is asked
to replace anything ("perhaps updated" until it has answered), also when the
import is stopped or killed. The report is a file that is not there yet.

A cell that is empty, a placeholder (NULL, n/a, -) or not readable changes
nothing, and is told; so is what a second column for the same field says. Rows
that the server refuses go to FILE.rejects.csv with the reason.

A column whose heading is the key or the name of a custom attribute, and is not
known to hold anything else, has its values, as one that
--column 'Heading=attribute:KEY' names has: yes or no, options by their names
with commas between. A row of which one is wrong is rejected as a whole, with
the column. What only the server sees, such as an attribute that another program
keeps, is told of rows whose customers are there by then: import those again.

Needs the permissions to view, create and edit customers and to see their
contact data.)";

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_IMPORT_HELP_H_
