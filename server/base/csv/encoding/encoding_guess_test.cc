// Tables of people of many countries, written in the encodings that their
// programs use: what is told for certain must be right. A table of one person
// may be plausible in two.
#include "server/base/csv/encoding/encoding_guess.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/csv/encoding/converter.h"

namespace comptoir {
namespace {

// The bytes of a text; nullopt when the encoding has no such letters.
std::optional<std::string> BytesIn(const std::string& text,
                                   const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding.c_str(), &error);
  ucnv_setFromUCallBack(converter, UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr,
                        nullptr, &error);
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
  std::string bytes(static_cast<size_t>(unicode.length()) * 4 + 16, '\0');
  const int32_t size = ucnv_fromUChars(
      converter, bytes.data(), static_cast<int32_t>(bytes.size()),
      unicode.getBuffer(), unicode.length(), &error);
  ucnv_close(converter);
  if (U_FAILURE(error)) return std::nullopt;
  bytes.resize(static_cast<size_t>(size));
  return bytes;
}

struct People {
  const char* name;
  std::vector<const char*> heading;
  std::vector<const char*> given;
  std::vector<const char*> family;
  std::vector<const char*> towns;
  std::vector<const char*> encodings;
};

void PrintTo(const People& people, std::ostream* out) { *out << people.name; }

std::string TableOf(const People& people, int rows, std::mt19937& random) {
  const auto pick = [&random](const std::vector<const char*>& of) {
    return of[random() % of.size()];
  };
  std::string table = fmt::format("{}\r\n", people.heading[random() % 2]);
  for (int i = 0; i < rows; ++i) {
    table += fmt::format("{};{};06{:08};{}\r\n", pick(people.given),
                         pick(people.family), random() % 100'000'000,
                         pick(people.towns));
  }
  return table;
}

const std::vector<const char*> kWest = {"windows-1252", "macintosh", "IBM850"};

const People kPeople[] = {
    {"French",
     {"first_name;last_name;phone;city", "Prénom;Nom;Téléphone;Ville"},
     {"Hélène", "Zoë", "François", "Jérôme", "Maëlle", "Inès", "Marie", "Paul"},
     {"Lefèvre", "Bérenger", "Châtelain", "Garçon", "Benoît", "Roux"},
     {"Paris", "Orléans", "Besançon", "Saint-Étienne"},
     kWest},
    {"German",
     {"first_name;last_name;phone;city", "Vorname;Nachname;Telefon;Straße"},
     {"Jürgen", "Käthe", "Björn", "Sören", "Hans", "Günther"},
     {"Müller", "Schröder", "Groß", "Weiß", "Jäger", "Böhm", "Schmidt"},
     {"München", "Köln", "Düsseldorf", "Berlin"},
     kWest},
    {"Spanish",
     {"first_name;last_name;phone;city", "Nombre;Apellidos;Teléfono;Ciudad"},
     {"José", "María", "Ángel", "Begoña", "Iñaki", "Lucía", "Óscar", "Pilar"},
     {"García", "Muñoz", "Ibáñez", "Peña", "Ordóñez", "Güell", "López"},
     {"Málaga", "A Coruña", "León", "Madrid"},
     kWest},
    {"Portuguese",
     {"first_name;last_name;phone;city", "Nome;Sobrenome;Telefone;Endereço"},
     {"João", "Conceição", "António", "Inês", "Luís", "Lúcia"},
     {"Simões", "Guimarães", "Magalhães", "Gonçalves", "Araújo", "Silva"},
     {"São Paulo", "Brasília", "Évora"},
     kWest},
    {"Swedish",
     {"first_name;last_name;phone;city", "Förnamn;Efternamn;Telefon;Ort"},
     {"Åsa", "Björn", "Göran", "Märta", "Sören", "Anna"},
     {"Sjöberg", "Åström", "Öberg", "Lindström", "Bäckman"},
     {"Malmö", "Göteborg", "Västerås"},
     kWest},
    {"Danish",
     {"first_name;last_name;phone;city", "Fornavn;Efternavn;Telefon;Køn"},
     {"Søren", "Jørgen", "Bjørn", "Åse", "Mette"},
     {"Sørensen", "Jørgensen", "Kjær", "Møller", "Østergård"},
     {"København", "Århus", "Ålborg"},
     kWest},
    {"Polish",
     {"first_name;last_name;phone;city", "Imię;Nazwisko;Telefon;Miasto"},
     {"Łukasz", "Małgorzata", "Paweł", "Żaneta", "Agnieszka", "Grażyna"},
     {"Wójcik", "Zieliński", "Dąbrowski", "Woźniak", "Szymański", "Wiśniewski"},
     {"Łódź", "Kraków", "Gdańsk", "Wrocław", "Poznań"},
     {"windows-1250", "ISO-8859-2", "IBM852"}},
    {"Czech",
     {"first_name;last_name;phone;city", "Jméno;Příjmení;Telefon;Město"},
     {"Jiří", "Tomáš", "Lukáš", "Zdeněk", "Kateřina", "Ondřej", "Štěpán"},
     {"Novák", "Dvořák", "Černý", "Kučera", "Veselý", "Němec", "Růžička"},
     {"Plzeň", "Brno", "Olomouc", "České Budějovice"},
     {"windows-1250", "ISO-8859-2", "IBM852", "x-mac-centraleurroman"}},
    {"Hungarian",
     {"first_name;last_name;phone;city", "Vezetéknév;Keresztnév;Telefon;Város"},
     {"László", "Zoltán", "István", "Erzsébet", "Ágnes", "Győző", "Ernő"},
     {"Szabó", "Tóth", "Kovács", "Horváth", "Szőke", "Erdős", "Győri"},
     {"Győr", "Szeged", "Pécs", "Budapest"},
     {"windows-1250", "IBM852"}},
    {"Russian",
     {"first_name;last_name;phone;city", "Имя;Фамилия;Телефон;Город"},
     {"Иван", "Алексей", "Мария", "Наталья", "Сергей", "Ольга"},
     {"Иванов", "Петрова", "Смирнов", "Кузнецова", "Попов"},
     {"Москва", "Казань", "Екатеринбург"},
     {"windows-1251", "KOI8-R", "IBM866", "x-mac-cyrillic"}},
    {"Greek",
     {"first_name;last_name;phone;city", "Όνομα;Επώνυμο;Τηλέφωνο;Πόλη"},
     {"Γιώργος", "Μαρία", "Νίκος", "Ελένη"},
     {"Παπαδόπουλος", "Γεωργίου", "Νικολάου"},
     {"Αθήνα", "Θεσσαλονίκη"},
     {"windows-1253"}},
    {"Turkish",
     {"first_name;last_name;phone;city", "Ad;Soyad;Telefon;Şehir"},
     {"Ayşe", "Mehmet", "Çağrı", "Gülşen", "İbrahim", "Oğuz"},
     {"Yılmaz", "Şahin", "Çelik", "Öztürk", "Doğan", "Aydın"},
     {"İstanbul", "İzmir", "Muğla"},
     {"windows-1254"}},
    {"Japanese",
     {"first_name;last_name;phone;city", "姓;名;電話番号;市区町村"},
     {"太郎", "花子", "健", "美咲", "翔太", "さくら"},
     {"山田", "佐藤", "鈴木", "高橋", "田中", "渡辺"},
     {"東京都", "大阪府", "札幌市"},
     {"windows-31j", "EUC-JP", "ISO-2022-JP"}},
    {"Korean",
     {"first_name;last_name;phone;city", "성;이름;전화번호;도시"},
     {"민수", "지은", "서연", "현우"},
     {"김", "이", "박", "최", "정"},
     {"서울", "부산"},
     {"windows-949"}},
    {"Chinese",
     {"first_name;last_name;phone;city", "姓;名;电话;城市"},
     {"伟", "芳", "娜", "敏", "静", "丽"},
     {"王", "李", "张", "刘", "陈", "杨"},
     {"北京", "上海", "广州"},
     {"GB18030"}},
};

class GuessEncodingTest : public ::testing::TestWithParam<People> {};

TEST_P(GuessEncodingTest, IsRightOrNotCertain) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  for (const char* encoding : GetParam().encodings) {
    int certain = 0;
    int tables = 0;
    for (const int rows : {2, 3, 5, 10, 30, 100, 300}) {
      const std::string text = TableOf(GetParam(), rows, random);
      const auto bytes = BytesIn(text, encoding);
      ASSERT_TRUE(bytes.has_value()) << encoding << ": " << text;
      // A table without any accent is ASCII.
      if (*bytes == text && std::string_view(encoding) != "ISO-2022-JP") {
        continue;
      }
      ++tables;
      const auto guess = GuessEncoding(*bytes);
      if (!guess) continue;
      ++certain;
      EXPECT_EQ(ToUtf8(*bytes, *guess), text)
          << encoding << " taken for " << *guess << " of " << rows << " rows";
    }
    RecordProperty(encoding, fmt::format("{} of {}", certain, tables));
    fmt::print("{} in {}: {} of {} certain\n", GetParam().name, encoding,
               certain, tables);
  }
}

INSTANTIATE_TEST_SUITE_P(Peoples, GuessEncodingTest,
                         ::testing::ValuesIn(kPeople), [](const auto& info) {
                           return std::string(info.param.name);
                         });

// What nearly all tables are must not need to be named.
TEST(GuessEncoding, KnowsWesternWindowsFromTwoNames) {
  for (const char* text :
       {"Prénom;Nom\nHélène;Roux\n", "Vorname;Name\nJürgen;Müller\n",
        "Nombre;Apellidos\nJosé;Muñoz\n", "name\nRENÉ LEFÈVRE\n",
        "Nome\nNiccolò Cantù\n", "name;note\nMaëlle;50 € – déjà payé\n"}) {
    const auto bytes = BytesIn(text, "windows-1252");
    ASSERT_TRUE(bytes.has_value()) << text;
    EXPECT_EQ(GuessEncoding(*bytes), "windows-1252") << text;
  }
}

TEST(GuessEncoding, KnowsOldMacsAndDosByTheirAccents) {
  const std::string text =
      "Prénom;Nom\nHélène;Lefèvre\nFrançois;Benoît\nJérôme;Châtelain\n"
      "Zoë;Béranger\nInès;Garçon\n";
  for (const char* encoding : {"macintosh", "IBM850"}) {
    EXPECT_EQ(GuessEncoding(*BytesIn(text, encoding)), encoding);
  }
}

TEST(GuessEncoding, KnowsWhatOtherAlphabetsAreWrittenIn) {
  const std::pair<const char*, std::string> tables[] = {
      {"windows-1250",
       "Jméno;Příjmení\nZdeněk;Dvořák\nLukáš;Růžička\nKateřina;Veselý\n"},
      {"windows-1251", "Имя;Фамилия\nНаталья;Кузнецова\nСергей;Смирнов\n"},
      {"windows-31j",
       "名前;フリガナ;住所\n山田 太郎;ヤマダ タロウ;東京都千代田区\n"
       "佐藤 さくら;サトウ サクラ;大阪府大阪市\n"}};
  for (const auto& [encoding, text] : tables) {
    EXPECT_EQ(GuessEncoding(*BytesIn(text, encoding)), encoding);
  }
}

}  // namespace
}  // namespace comptoir
