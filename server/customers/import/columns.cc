#include "server/customers/import/columns.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/csv/text_encoding.h"

namespace comptoir::customers {
namespace {

struct Synonyms {
  std::string_view field;
  // Folded headings, separated by commas.
  std::string_view headings;
};

// As exported by Square, Shopify, Lightspeed, Google, Outlook and people.
constexpr Synonyms kSynonyms[] = {
    {"given_name",
     "given name,first name,firstname,forename,prenom,prenoms,nombre,"
     "nombre de pila,vorname,nome,nome proprio"},
    {"family_name",
     "family name,last name,lastname,surname,nom,nom de famille,apellido,"
     "apellidos,nachname,familienname,cognome,sobrenome,apelido"},
    {kFullName,
     "full name,name,customer,customer name,client,nom complet,"
     "nom et prenom,nom prenom,prenom et nom,prenom nom,nombre completo,"
     "nombre y apellidos,cliente,kunde,nome completo,nome e cognome"},
    {"nickname", "nickname,surnom,apodo,spitzname,soprannome,apelido curto"},
    {"company_name",
     "company name,company,organization,organisation,business name,societe,"
     "entreprise,raison sociale,compagnie,empresa,razon social,firma,azienda,"
     "ragione sociale"},
    {"email_address",
     "email address,email,e mail,e mail address,mail,e mail 1 value,courriel,"
     "adresse e mail,adresse email,adresse courriel,adresse mail,"
     "correo electronico,correo,direccion de correo,e mail adresse,"
     "indirizzo e mail,indirizzo email"},
    {"phone_number",
     "phone number,phone,telephone,tel,telephone number,phone 1 value,mobile,"
     "mobile phone,cell,cell phone,telephone portable,tel portable,portable,"
     "no de telephone,n de telephone,n telephone,numero de telephone,"
     "telephone mobile,cellulaire,"
     "gsm,telefono,movil,telefono movil,numero de telefono,celular,telefon,"
     "telefonnummer,handy,mobil,cellulare,numero di telefono,telefone"},
    {"birthday",
     "birthday,birth date,date of birth,dob,date de naissance,naissance,"
     "anniversaire,fecha de nacimiento,nacimiento,cumpleanos,geburtstag,"
     "geburtsdatum,data di nascita,compleanno,data de nascimento"},
    {"reference_id",
     "reference id,reference,external id,customer id,customer number,"
     "customer code,client id,ref,n client,no client,numero client,"
     "numero de client,code client,referencia,n cliente,numero de cliente,"
     "kundennummer,codice cliente,codigo de cliente"},
    {"note",
     "note,notes,memo,comment,comments,remarque,remarques,commentaire,"
     "commentaires,nota,notas,comentario,comentarios,bemerkung,notiz,notizen,"
     "osservazioni"},
    {"address.lines",
     "address,street,street address,address 1,address line 1,"
     "street address 1,adresse,adresse 1,rue,adresse postale,direccion,"
     "domicilio,calle,strasse,straße,anschrift,indirizzo,via,endereco"},
    {"address.lines.2",
     "address 2,address line 2,street address 2,adresse 2,"
     "complement d adresse,complement,direccion 2,adresszusatz,"
     "indirizzo 2"},
    {"address.locality",
     "city,locality,town,ville,localite,commune,ciudad,localidad,poblacion,"
     "ort,stadt,citta,comune,cidade"},
    {"address.administrative_area",
     "state,province,region,county,administrative area,departement,etat,"
     "provincia,estado,comunidad autonoma,bundesland,regione"},
    {"address.postal_code",
     "postal code,zip,zip code,postcode,code postal,cp,codigo postal,plz,"
     "postleitzahl,cap,codice postale,cep"},
    {"address.country", "country,country code,pays,pais,land,paese,nazione"},
    {"tax_ids.eu_vat",
     "vat,vat number,eu vat,tax id,tva,n tva,no tva,numero de tva,"
     "tva intracommunautaire,nif iva,ust id,ust idnr,partita iva"},
    {"language", "language,locale,langue,idioma,sprache,lingua"},
};

const std::map<std::string, std::string, std::less<>>& Known() {
  static const auto* const known = [] {
    auto* map = new std::map<std::string, std::string, std::less<>>;
    for (const auto& [field, headings] : kSynonyms) {
      std::string_view rest = headings;
      while (!rest.empty()) {
        const size_t end = std::min(rest.find(','), rest.size());
        map->emplace(rest.substr(0, end), field);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      std::string plain(field);
      std::replace(plain.begin(), plain.end(), '_', ' ');
      std::replace(plain.begin(), plain.end(), '.', ' ');
      map->emplace(plain, field);
    }
    return map;
  }();
  return *known;
}

bool IsField(std::string_view field) {
  return std::any_of(std::begin(kSynonyms), std::end(kSynonyms),
                     [field](const Synonyms& s) { return s.field == field; });
}

absl::StatusOr<std::map<std::string, std::string>> ReadGiven(
    const std::vector<std::string>& given,
    const std::vector<std::string>& heading) {
  std::map<std::string, std::string> chosen;
  for (const std::string& pair : given) {
    const size_t equals = pair.rfind('=');
    const std::string name = pair.substr(0, equals);
    const std::string field =
        equals == std::string::npos ? "" : pair.substr(equals + 1);
    if (!field.empty() && !IsField(field)) {
      return absl::InvalidArgumentError(
          fmt::format("{}: a customer has no field {}", pair, field));
    }
    if (std::find(heading.begin(), heading.end(), name) == heading.end()) {
      return absl::InvalidArgumentError(
          fmt::format("no column has the heading {}", name));
    }
    chosen[name] = field;
  }
  return chosen;
}

// Profiles need one of these.
bool NamesAnybody(const std::set<std::string>& fields) {
  for (const std::string_view field :
       {std::string_view("given_name"), std::string_view("family_name"),
        kFullName, std::string_view("company_name"),
        std::string_view("email_address"), std::string_view("phone_number")}) {
    if (fields.contains(std::string(field))) return true;
  }
  return false;
}

}  // namespace

std::string FieldOfHeading(std::string_view heading) {
  const auto found = Known().find(FoldHeading(heading));
  return found == Known().end() ? "" : found->second;
}

absl::StatusOr<ColumnPlan> PlanColumns(const std::vector<std::string>& heading,
                                       const std::vector<std::string>& given) {
  const auto chosen = ReadGiven(given, heading);
  if (!chosen.ok()) return chosen.status();
  std::set<std::string> taken;
  for (const auto& [name, field] : *chosen) {
    if (!field.empty() && !taken.insert(field).second) {
      return absl::InvalidArgumentError(
          fmt::format("two columns hold {}", field));
    }
  }
  ColumnPlan plan;
  for (const std::string& name : heading) {
    const auto choice = chosen->find(name);
    std::string field;
    if (choice != chosen->end()) {
      field = choice->second;
    } else {
      field = FieldOfHeading(name);
      // Of several columns for one field the first is taken.
      if (!field.empty() && !taken.insert(field).second) field.clear();
    }
    if (field.empty() && !name.empty()) plan.ignored.push_back(name);
    plan.fields.push_back(std::move(field));
  }
  if (!NamesAnybody(taken)) {
    return absl::InvalidArgumentError(
        "no column holds a name, a company, an email or a phone number; name "
        "one with --column 'Heading=given_name'");
  }
  return plan;
}

}  // namespace comptoir::customers
