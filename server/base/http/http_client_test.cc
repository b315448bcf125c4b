#include "server/base/http/http_client.h"

#include <stdlib.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "httplib.h"
#include "server/base/http/testing/raw_server.h"
#include "server/base/http/testing/self_signed.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

using Connection = RawServer::Connection;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr std::string_view kHeadersOf100 =
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";

// Limits that a test can wait for.
HttpClientOptions Quick() {
  return {.allow_private = true,
          .connect_timeout = absl::Seconds(10),
          .timeout = absl::Milliseconds(300)};
}

HttpClientOptions Patient() {
  return {.allow_private = true, .timeout = absl::Seconds(30)};
}

absl::StatusOr<HttpResponse> Post(HttpClient& client, HttpRequest request) {
  std::promise<absl::StatusOr<HttpResponse>> promise;
  client.Post(std::move(request), [&](absl::StatusOr<HttpResponse> response) {
    promise.set_value(std::move(response));
  });
  return promise.get_future().get();
}

absl::StatusOr<HttpResponse> Post(const HttpClientOptions& options,
                                  const std::string& url) {
  const auto client = HttpClient::Make(options);
  return Post(**client, {.url = url});
}

std::string UrlOf(const RawServer& server, const std::string& path = "/") {
  return fmt::format("http://127.0.0.1:{}{}", server.port(), path);
}

std::string ReasonOfPost(const HttpClientOptions& options,
                         const std::string& url) {
  return ReasonOf(Post(options, url).status());
}

TEST(HttpClientTest, PostsAndReadsTheAnswer) {
  std::string headers;
  RawServer server([&](Connection& connection) {
    headers = connection.ReadHeaders();
    connection.Write(
        "HTTP/1.1 503 Later\r\nRetry-After: 7\r\n"
        "Content-Length: 2\r\n\r\nno");
  });
  const auto client = HttpClient::Make(Patient());

  const auto response = Post(**client, {.url = UrlOf(server, "/hook?a=b"),
                                        .headers = {{"webhook-id", "eff_1"}},
                                        .body = std::string("he\0lo", 5)});

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->retry_after, absl::Seconds(7));
  EXPECT_THAT(headers, testing::HasSubstr("POST /hook?a=b HTTP/1.1\r\n"));
  EXPECT_THAT(headers, testing::HasSubstr("webhook-id: eff_1\r\n"));
  EXPECT_THAT(headers, testing::HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(headers, testing::Not(testing::HasSubstr("Expect")));
}

TEST(HttpClientTest, SendsManyRequestsAtATime) {
  std::promise<void> all;
  std::shared_future<void> all_came = all.get_future().share();
  std::atomic<int> came = 0;
  RawServer server([&](Connection& connection) {
    connection.ReadHeaders();
    if (++came == 20) all.set_value();
    all_came.wait();
    connection.Write(kOk);
  });
  const auto client = HttpClient::Make(Patient());
  std::vector<std::promise<int>> statuses(20);
  for (std::promise<int>& status : statuses) {
    (*client)->Post({.url = UrlOf(server)},
                    [&status](const absl::StatusOr<HttpResponse>& response) {
                      status.set_value(response.ok() ? response->status : 0);
                    });
  }
  for (std::promise<int>& status : statuses) {
    EXPECT_EQ(status.get_future().get(), 200);
  }
}

TEST(HttpClientTest, DoesNotFollowRedirects) {
  RawServer server([&](Connection& connection) {
    connection.ReadHeaders();
    connection.Write(
        "HTTP/1.1 307 Over there\r\n"
        "Location: http://169.254.169.254/latest/meta-data\r\n"
        "Content-Length: 0\r\n\r\n");
  });

  EXPECT_EQ(Post(Patient(), UrlOf(server))->status, 307);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientTest, GoesNeitherToThisMachineNorIntoPrivateNetworks) {
  RawServer server([](Connection& connection) { connection.Write(kOk); });
  const HttpClientOptions options;
  const int port = server.port();
  for (const std::string& host :
       {std::string("127.0.0.1"), std::string("localhost"),
        std::string("[::1]"), std::string("[::ffff:127.0.0.1]"),
        std::string("0x7f.1"), std::string("2130706433"),
        std::string("169.254.169.254"), std::string("10.0.0.1"),
        std::string("0.0.0.0")}) {
    for (const char* scheme : {"http", "https"}) {
      const std::string url = fmt::format("{}://{}:{}/", scheme, host, port);
      EXPECT_EQ(ReasonOfPost(options, url), "ADDRESS_NOT_ALLOWED") << url;
    }
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClientTest, PlainHttpStaysOnThisMachineWhateverIsAllowed) {
  EXPECT_EQ(ReasonOfPost(Patient(), "http://10.0.0.1/"), "ADDRESS_NOT_ALLOWED");
  EXPECT_EQ(ReasonOfPost(Patient(), "http://192.0.2.1/"),
            "ADDRESS_NOT_ALLOWED");
}

TEST(HttpClientTest, NobodysAddressesAreNeverAllowed) {
  for (const char* url : {"https://0.0.0.0/", "https://255.255.255.255/",
                          "https://224.0.0.1/", "https://[ff02::1]/"}) {
    EXPECT_EQ(ReasonOfPost(Patient(), url), "ADDRESS_NOT_ALLOWED") << url;
  }
}

TEST(HttpClientTest, UsesNoProxyOfTheEnvironment) {
  RawServer proxy([](Connection& connection) { connection.Write(kOk); });
  RawServer server([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write(kOk);
  });
  const std::string address = UrlOf(proxy);
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy"}) {
    setenv(name, address.c_str(), 1);
  }
  EXPECT_EQ(Post(Patient(), UrlOf(server))->status, 200);
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy"}) {
    unsetenv(name);
  }
  EXPECT_EQ(proxy.connections(), 0);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientTest, RefusesWhatIsNoUrlOfAWebServer) {
  for (const char* url : {"", "nonsense", "ftp://example.org/", "file:///etc",
                          "https://", "gopher://127.0.0.1/", "https:// /"}) {
    EXPECT_EQ(ReasonOfPost(Patient(), url), "INVALID_URL") << url;
  }
}

TEST(HttpClientTest, SendsToHostsInLettersOfTheirOwn) {
  RawServer server([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write(kOk);
  });
  for (const char* host : {"ｌｏｃａｌｈｏｓｔ", "１２７.０.０.１"}) {
    const auto response =
        Post(Patient(), fmt::format("http://{}:{}/", host, server.port()));
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->status, 200) << host;
  }
}

TEST(HttpClientTest, NobodyListens) {
  int port;
  {
    RawServer server([](Connection&) {});
    port = server.port();
  }
  const auto response =
      Post(Patient(), fmt::format("http://127.0.0.1:{}/", port));
  EXPECT_TRUE(absl::IsUnavailable(response.status()));
  EXPECT_EQ(ReasonOf(response.status()), "CONNECTION_FAILED");
  EXPECT_EQ(ReasonOfPost(Patient(), "https://no-such-host.invalid/"),
            "HOST_NOT_FOUND");
}

TEST(HttpClientTest, WaitsNoLongerThanItsTime) {
  RawServer silent([](Connection& connection) { connection.AwaitEnd(); });
  const auto response = Post(Quick(), UrlOf(silent));
  EXPECT_TRUE(absl::IsDeadlineExceeded(response.status()));
  EXPECT_EQ(ReasonOf(response.status()), "HTTP_TIMEOUT");

  // Nor does a byte now and then prolong it.
  RawServer dripping([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write("HTTP/1.1 200 OK\r\nX: ");
    while (connection.Write("x")) std::this_thread::yield();
  });
  HttpClientOptions roomy = Quick();
  roomy.answer_bytes_max = size_t{1} << 40;
  EXPECT_FALSE(Post(roomy, UrlOf(dripping)).ok());
}

TEST(HttpClientTest, CutsEndlessBodiesOff) {
  RawServer endless([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write("HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(1 << 16, 'x');
    while (connection.Write(block)) {
    }
  });
  const auto response = Post(Patient(), UrlOf(endless));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);

  // One that does not end in time counts as well.
  RawServer slow([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write("HTTP/1.1 410 Gone\r\n\r\nx");
    connection.AwaitEnd();
  });
  EXPECT_EQ(Post(Quick(), UrlOf(slow))->status, 410);
}

// How many connections two requests take, when the answer to each has 100 bytes
// in its body: an answer that is cut off takes its connection along.
int ConnectionsOfTwo(size_t answer_bytes_max) {
  RawServer server([](Connection& connection) {
    while (!connection.ReadHeaders().empty()) {
      connection.Write(std::string(kHeadersOf100) + std::string(100, 'x'));
    }
  });
  HttpClientOptions options = Patient();
  options.answer_bytes_max = answer_bytes_max;
  const auto client = HttpClient::Make(options);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Post(**client, {.url = UrlOf(server)})->status, 200);
  }
  return server.connections();
}

TEST(HttpClientTest, TheSizeOfAnAnswerIsExact) {
  const size_t size = kHeadersOf100.size() + 100;
  EXPECT_EQ(ConnectionsOfTwo(size), 1);
  EXPECT_EQ(ConnectionsOfTwo(size - 1), 2);

  RawServer server([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write(kHeadersOf100);
  });
  HttpClientOptions options = Patient();
  options.answer_bytes_max = kHeadersOf100.size() - 1;
  EXPECT_EQ(ReasonOfPost(options, UrlOf(server)), "ANSWER_MALFORMED");
}

TEST(HttpClientTest, CutsEndlessHeadersOff) {
  RawServer endless([](Connection& connection) {
    connection.ReadHeaders();
    connection.Write("HTTP/1.1 200 OK\r\n");
    while (connection.Write("X-Endless: xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")) {
    }
  });
  EXPECT_EQ(ReasonOfPost(Patient(), UrlOf(endless)), "ANSWER_MALFORMED");

  RawServer hints([](Connection& connection) {
    connection.ReadHeaders();
    while (connection.Write("HTTP/1.1 103 Early Hints\r\n\r\n")) {
    }
  });
  EXPECT_EQ(ReasonOfPost(Patient(), UrlOf(hints)), "ANSWER_MALFORMED");
}

TEST(HttpClientTest, BearsNonsense) {
  for (const std::string& nonsense :
       {std::string("\0\0\0\0", 4), std::string("SSH-2.0-OpenSSH\r\n\r\n"),
        std::string("HTTP/1.1 two hundred\r\n\r\n"),
        std::string("HTTP/9.9 200 OK\r\n\r\n"), std::string()}) {
    RawServer server([&](Connection& connection) {
      connection.ReadHeaders();
      connection.Write(nonsense);
    });
    const auto response = Post(Patient(), UrlOf(server));
    EXPECT_TRUE(absl::IsUnavailable(response.status()))
        << testing::PrintToString(nonsense) << response.status();
  }
}

class HttpsClientTest : public testing::Test {
 protected:
  HttpsClientTest() {
    WriteSelfSigned(cert_, key_);
    server_ = std::make_unique<httplib::SSLServer>(cert_.c_str(), key_.c_str());
    server_->Post("/", [this](const httplib::Request& request,
                              httplib::Response&) { body_ = request.body; });
    port_ = server_->bind_to_any_port("0.0.0.0");
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  ~HttpsClientTest() override {
    server_->stop();
    thread_.join();
  }

  std::string Url(const std::string& host) const {
    return fmt::format("https://{}:{}/", host, port_);
  }

  const std::string cert_ = testing::TempDir() + "/http_client_cert.pem";
  const std::string key_ = testing::TempDir() + "/http_client_key.pem";
  std::unique_ptr<httplib::SSLServer> server_;
  int port_ = 0;
  std::string body_;  // Of the last request.
  std::thread thread_;
};

TEST_F(HttpsClientTest, BelievesTheAuthoritiesItIsTold) {
  HttpClientOptions options = Patient();
  options.ca_file = cert_;
  const auto client = HttpClient::Make(options);

  const auto response =
      Post(**client, {.url = Url("localhost"), .body = "hello"});

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(body_, "hello");
}

TEST_F(HttpsClientTest, BelievesNobodyElse) {
  EXPECT_EQ(ReasonOfPost(Patient(), Url("localhost")), "TLS_FAILED");
  // Nor where the certificate is another machine's.
  HttpClientOptions options = Patient();
  options.ca_file = cert_;
  EXPECT_EQ(ReasonOfPost(options, Url("127.0.0.2")), "TLS_FAILED");
  EXPECT_TRUE(absl::IsUnavailable(Post(options, Url("127.0.0.2")).status()));
}

TEST(HttpClientEndTest, EndsWhatIsUnderWay) {
  RawServer silent([](Connection& connection) { connection.AwaitEnd(); });
  auto client = HttpClient::Make(Patient());
  std::promise<absl::Status> status;
  (*client)->Post({.url = UrlOf(silent)},
                  [&](const absl::StatusOr<HttpResponse>& response) {
                    status.set_value(response.status());
                  });
  client->reset();

  EXPECT_EQ(ReasonOf(status.get_future().get()), "STOPPING");
}

}  // namespace
}  // namespace comptoir
