#include "server/customers/import/headings/heading_words.h"

#include <span>

namespace comptoir::customers {
namespace {

constexpr HeadingWords kHeadings[] = {
    {"given_name", 0,
     "given name,first name,firstname,first,forename,given names,fname,prénom,"
     "prénoms,prénom usuel,nombre,nombre de pila,primer nombre,vorname,"
     "vornamen,nome,nome proprio,primeiro nome,nome próprio,voornaam,roepnaam,"
     "imię,keresztnév,utónév,имя,förnamn,fornavn,etunimi,名,下の名前,이름"},
    {kMiddleName, 0,
     "middle name,middlename,additional name,second name,autre prénom,"
     "autres prénoms,deuxième prénom,second prénom,segundo nombre,"
     "weitere vornamen,zweiter vorname,secondo nome,segundo nome,nome do meio,"
     "отчество"},
    {"family_name", 0,
     "family name,last name,lastname,last,surname,lname,nom de famille,"
     "nom patronymique,nom d'usage,apellido,apellidos,primer apellido,nachname,"
     "familienname,zuname,cognome,sobrenome,apelido,apelidos,último nome,"
     "achternaam,familienaam,nazwisko,příjmení,vezetéknév,családnév,фамилия,"
     "efternamn,etternavn,efternavn,sukunimi,姓,氏,苗字,성"},
    {kSecondFamilyName, 0,
     "segundo apellido,second last name,second surname,apellido 2"},
    {"family_name", kNomRank, "nom"},
    {kFamilyPrefix, 0,
     "tussenvoegsel,voorvoegsel,tussenvoegsels,namensvorsatz"},
    {kName, 0,
     "name,naam,namn,navn,nimi,név,jméno,customer name,client name,"
     "contact name"},
    {kFullName, 0,
     "full name,fullname,complete name,customer,client,nom complet,"
     "prénom et nom,prénom nom,prénom & nom,nombre completo,"
     "nombre y apellidos,nombre y apellido,nombre apellidos,cliente,kunde,"
     "vor und nachname,vorname nachname,vorname und nachname,voller name,"
     "nome completo,nome e cognome,nome cognome,volledige naam,"
     "imię i nazwisko,imię nazwisko,jméno a příjmení,имя и фамилия,ontvanger"},
    {kFullName, kDisplayName,
     "display name,nom à afficher,nom affiché,anzeigename,nombre para mostrar,"
     "nome visualizzato,nome da visualizzare,weergavenaam"},
    {kFullName, 11,
     "contact,contact person,ansprechpartner,interlocuteur,personne de contact,"
     "persona de contacto,referente,contactpersoon"},
    {kFullNameFamilyFirst, 0,
     "nom prénom,nom et prénom,nom prénoms,nom & prénom,nom prénom(s),"
     "last name first name,surname first name,apellidos y nombre,"
     "apellidos nombre,apellido y nombre,nachname vorname,name vorname,"
     "cognome e nome,cognome nome,naam voornaam,achternaam voornaam,"
     "nazwisko i imię,nazwisko imię,příjmení a jméno,teljes név,фио,"
     "фамилия имя,фамилия имя отчество,氏名,お名前,名前,姓名,성명"},
    {kIsCompany, 0,
     "is a company,is company,company type,est une société,es una compañía,"
     "ist ein unternehmen,è un'azienda"},
    {"nickname", 0,
     "nickname,nick,preferred name,known as,surnom,pseudo,apodo,sobrenombre,"
     "spitzname,rufname,soprannome,alcunha,apelido curto,bijnaam"},
    {"company_name", 0,
     "company name,company,organization,organisation,organization name,"
     "organisation name,business name,business,société,nom de la société,"
     "nom société,entreprise,nom de l'entreprise,raison sociale,compagnie,"
     "empresa,nombre de la empresa,compañía,razón social,organización,firma,"
     "firmenname,unternehmen,azienda,ragione sociale,società,organizzazione,"
     "razão social,organização,bedrijf,bedrijfsnaam,organisatie,nazwa firmy,"
     "cég,cégnév,компания,организация,företag,会社名,会社"},
    {"email_address", 0,
     "email address,email,e-mail,mail,e-mail address,email value,"
     "e-mail value,primary email,primary email address,contact email,"
     "courriel,adresse e-mail,adresse email,adresse courriel,adresse mail,"
     "adresse électronique,adresse de courriel,adresse de messagerie,"
     "première adresse électronique,correo electrónico,correo,"
     "dirección de correo,dirección de correo electrónico,"
     "dirección de e-mail,e-mail-adresse,mailadresse,"
     "primäre e-mail-adresse,indirizzo e-mail,indirizzo email,"
     "indirizzo di posta elettronica,indirizzo posta elettronica,"
     "posta elettronica,endereço de e-mail,endereço de email,"
     "correio eletrónico,correio eletrônico,e-mailadres,mailadres,"
     "adres e-mail,adres email,e-mail cím,e-mailová adresa,эл. почта,"
     "электронная почта,почта,email-адрес,e-post,e-postadress,"
     "メールアドレス,メール,이메일"},
    {"email_address", 5,
     "user email,secondary email,email secondary,alternate email,other email,"
     "adresse électronique secondaire,autre e-mail,"
     "sekundäre e-mail-adresse,correo electrónico secundario,"
     "indirizzo email secondario"},
    {"phone_number", 0,
     "phone number,phone,phone no,telephone,tel,tel no,telephone number,"
     "phone value,primary phone,main phone,contact number,contact phone,"
     "mobile,mobile phone,mobile number,mobile phone number,mobile no,cell,"
     "cell phone,cell number,cellphone,téléphone,tél,téléphone portable,"
     "tél. portable,portable,mobile tél,n° de téléphone,no de téléphone,"
     "n° téléphone,n° tél,numéro de téléphone,téléphone mobile,"
     "tél. mobile,n° de portable,numéro de portable,cellulaire,gsm,teléfono,"
     "teléfono móvil,número de teléfono,móvil,celular,tfno,telf,"
     "telefon,telefonnummer,handy,handynummer,mobil,mobiltelefon,"
     "mobilnummer,mobil-tel.-nr.,mobiltelefonnummer,rufnummer,cellulare,"
     "telefono,telefono cellulare,numero di telefono,telefone,"
     "telefone celular,número de telefone,telemóvel,telefoon,"
     "telefoonnummer,mobiel,mobiele telefoon,mobiel nummer,gsm-nummer,"
     "numer telefonu,nr telefonu,telefon komórkowy,komórka,mobilní telefon,"
     "telefonní číslo,telefonszám,mobiltelefonszám,телефон,"
     "номер телефона,мобильный телефон,мобильный,telefonnr,mobilnr,"
     "電話番号,電話,携帯電話,携帯番号,携帯,전화번호"},
    // What some call their phones by is also said of addresses.
    {"phone_number", kPhoneByPlace, "home,work,ufficio,abitazione,bureau"},
    {"birthday", 0,
     "birthday,birth date,birthdate,date of birth,dob,date de naissance,"
     "naissance,né le,née le,né(e) le,anniversaire,fecha de nacimiento,"
     "nacimiento,cumpleaños,geburtstag,geburtsdatum,data di nascita,"
     "compleanno,data de nascimento,nascimento,geboortedatum,verjaardag,"
     "data urodzenia,urodziny,datum narození,születési dátum,"
     "дата рождения,день рождения,födelsedatum,fødselsdato,生年月日,"
     "誕生日,생년월일"},
    {kBirthYear, 0,
     "birth year,year of birth,année de naissance,geburtsjahr,"
     "año de nacimiento,anno di nascita,ano de nascimento,geboortejaar"},
    {kBirthMonth, 0,
     "birth month,month of birth,mois de naissance,geburtsmonat,"
     "mes de nacimiento,mese di nascita,mês de nascimento,geboortemaand"},
    {kBirthDay, 0,
     "birth day,day of birth,jour de naissance,día de nacimiento,"
     "giorno di nascita,dia de nascimento,geboortedag"},
    {"reference_id", 0,
     "reference id,reference,reference number,customer number,customer code,"
     "customer no,customer ref,client code,client number,account number,ref,"
     "référence,référence client,réf,n° client,no client,numéro client,"
     "numéro de client,code client,referencia,nº cliente,nº de cliente,"
     "n.º cliente,número de cliente,código de cliente,código cliente,"
     "kundennummer,kunden-nr,kundennr,kd-nr,codice cliente,numero cliente,"
     "código do cliente,n.º de cliente,klantnummer,klantcode,"
     "numer klienta,zákaznické číslo,ügyfélszám,номер клиента,"
     "kundnummer,顧客番号,会員番号"},
    {"reference_id", 5,
     "external id,externe id,customer id,client id,contact id,id client,"
     "id cliente,kunden-id,klant-id,square customer id,id,顧客id"},
    {"note", 0,
     "note,notes,memo,comment,comments,customer note,customer notes,remark,"
     "remarks,internal note,remarque,remarques,commentaire,commentaires,"
     "observations,notas,comentario,comentarios,observaciones,bemerkung,"
     "bemerkungen,notiz,notizen,anmerkung,anmerkungen,nota,osservazioni,"
     "commento,commenti,observações,opmerking,opmerkingen,notitie,notities,"
     "uwagi,notatki,poznámka,poznámky,megjegyzés,заметка,заметки,"
     "примечание,комментарий,anteckningar,備考,メモ"},
    {kWholeAddress, 0,
     "formatted,formatted address,full address,adresse complète,dirección "
     "completa,"
     "vollständige adresse,indirizzo completo"},
    {"address.lines", 0,
     "address,street,street address,addressline,address street,address 1,"
     "address1,address address1,address line 1,address line1,"
     "street address 1,street 1,street1,street name,adresse,adresse 1,"
     "adresse ligne 1,rue,rue 1,adresse postale,voie,n° et rue,"
     "n° et nom de la voie,dirección,dirección 1,domicilio,calle,"
     "calle y número,strasse,straße,strasse und hausnummer,"
     "straße und hausnummer,straße hausnummer,straße / hausnummer,"
     "straße & hausnummer,straße nr.,anschrift,postadresse,indirizzo,"
     "indirizzo 1,via,endereço,morada,rua,straat,straatnaam,adres,"
     "straat en huisnummer,ulica,adresa,cím,utca,адрес,улица,adress,"
     "gata,gatuadress,住所,주소"},
    {"address.lines", 1,
     "address 2,address2,address address2,address line 2,address line2,"
     "street address 2,street 2,street2,address extended address,"
     "extended address,address extended,address suburb,suburb,adresse 2,"
     "adresse ligne 2,adresse rue 2,rue 2,rue2,complément d'adresse,"
     "complément,complément adresse,dirección 2,calle 2,adresszusatz,"
     "adresse zusatz,straße 2,indirizzo 2,via 2,endereço 2,complemento,"
     "adres 2,toevoeging"},
    {"address.lines", 2,
     "address 3,address3,address line 3,street address 3,street 3,street3,"
     "adresse 3,rue 3,dirección 3,calle 3,straße 3,indirizzo 3,via 3"},
    {"address.lines", 3, "po box,address po box,boîte postale,postfach"},
    {kHouseNumber, 0,
     "hausnummer,hausnr,huisnummer,huisnr,nr domu,numero civico,n. civico,"
     "civico,nº de calle"},
    {kHouseNumberFirst, 0,
     "house number,street number,house no,numéro de rue,n° de rue,n° rue"},
    {"address.locality", 0,
     "city,locality,town,city town,address city,ville,localité,commune,"
     "ciudad,localidad,población,municipio,ort,stadt,wohnort,città,comune,"
     "località,cidade,localidade,plaats,woonplaats,stad,gemeente,miasto,"
     "miejscowość,město,obec,város,település,город,postort,poststed,"
     "市区町村"},
    {"address.administrative_area", kOtherForm,
     "province code,address province code,state code"},
    {"address.administrative_area", 0,
     "state,province,region,county,administrative area,address region,"
     "address province,state province,state id,state id name,"
     "state/province,département,dép/région,région,état,"
     "état/province,provincia,estado,estado o provincia,"
     "comunidad autónoma,región,bundesland,bundesland/kanton,kanton,regione,"
     "distrito,provincie,województwo,megye,область,регион,"
     "都道府県"},
    {"address.postal_code", 0,
     "postal code,post code,zip,zip code,zipcode,zip/postal code,address "
     "zip,postcode,"
     "address postal code,address postcode,eircode,code postal,"
     "code postal/zip,cp,c.p.,código postal,cód. postal,plz,postleitzahl,"
     "cap,codice postale,c.a.p.,código postal/cep,cep,cód postal,"
     "postcode/zip,kod pocztowy,psč,irányítószám,индекс,"
     "почтовый индекс,postnummer,postnr,郵便番号,우편번호"},
    {"address.country", kOtherForm,
     "country code,address country code,code pays,código de país,ländercode"},
    {"address.country", 0,
     "country,country/region,address country,country "
     "name,pays,pays/région,país,"
     "país o región,país/región,land,land/region,paese,"
     "paese/area geografica,nazione,stato,país/região,country id,"
     "country id name,kraj,země,ország,страна,国,국가"},
    {"tax_ids.eu_vat", 0,
     "vat,vat number,vat no,vat id,eu vat,tax id,tax number,tva,n° tva,"
     "no tva,n° de tva,numéro de tva,tva intracommunautaire,"
     "n° tva intracommunautaire,nif iva,nif-iva,iva,ust-id,ust-idnr,"
     "ust-id-nr,umsatzsteuer-id,partita iva,p. iva,p.iva,nif,contribuinte,"
     "btw-nummer,btw nummer,btw,nip,dič"},
    {"language", 0,
     "language,locale,preferred language,lang,langue,idioma,sprache,lingua,"
     "língua,taal,język,jazyk,nyelv,язык"},
};

constexpr PlaceWords kPlaces[] = {
    {Place::kMain,
     "default address,default,primary,principal,principale,main,physical,"
     "customer,client,contact"},
    {Place::kHome,
     "home,private,personal,residential,domicile,personnel,personnelle,privé,"
     "privée,adresse privée,privat,particular,del domicilio,de domicilio,"
     "domicilio,personale,ab,ab.,abitazione,casa,thuis"},
    {Place::kBilling,
     "billing,bill to,invoice,billing address,facturation,de facturation,"
     "rechnung,rechnungsadresse,facturación,de facturación,fatturazione"},
    {Place::kWork,
     "work,business,office,company,bureau,professionnel,professionnelle,pro,"
     "geschäftlich,dienstlich,del trabajo,de trabajo,trabajo,ufficio,uff,"
     "uff.,lavoro,zakelijk,werk"},
    {Place::kMailing, "mailing,postal,post"},
    {Place::kShipping,
     "shipping,ship to,delivery,shipping address,livraison,de livraison,"
     "lieferung,lieferadresse,envío,de envío,spedizione"},
    {Place::kOther, "other,autre,otro,otra,weitere,weiteres,altro,altra"},
};

}  // namespace

std::span<const HeadingWords> AllHeadingWords() { return kHeadings; }

std::span<const PlaceWords> AllPlaceWords() { return kPlaces; }

}  // namespace comptoir::customers
