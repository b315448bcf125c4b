#include "server/rpc/figures/store_figures.h"

#include <utility>

namespace comptoir::rpc {
namespace {

class Figures {
 public:
  template <typename Read>
  void Counter(std::string name, std::string help, Read read) {
    Add(AreaFigure::Kind::kCounter, std::move(name), std::move(help), read);
  }
  template <typename Read>
  void Gauge(std::string name, std::string help, Read read) {
    Add(AreaFigure::Kind::kGauge, std::move(name), std::move(help), read);
  }

  std::vector<AreaFigure> Take() { return std::move(figures_); }

 private:
  template <typename Read>
  void Add(AreaFigure::Kind kind, std::string name, std::string help,
           Read read) {
    figures_.push_back(
        {.name = std::move(name),
         .help = std::move(help),
         .kind = kind,
         .read = [read] { return static_cast<double>(read()); }});
  }

  std::vector<AreaFigure> figures_;
};

void AddStore(const store::Store& store, Figures& figures) {
  figures.Counter("comptoir_store_transactions_total",
                  "Transactions that ran, also those that failed.",
                  [&store] { return store.Stats().transactions; });
  figures.Counter("comptoir_store_groups_total",
                  "Groups of transactions, each one commit.",
                  [&store] { return store.Stats().groups; });
  figures.Gauge("comptoir_store_queue_depth",
                "Transactions that wait in the lanes.",
                [&store] { return store.Stats().waiting; });
  figures.Counter(
      "comptoir_store_jobs_given_up_total",
      "Durable jobs whose steps failed too often: see failed tasks.",
      [&store] { return store.Stats().jobs_given_up; });
}

void AddOutbox(const store::Outbox& outbox, Figures& figures) {
  figures.Counter("comptoir_outbox_runs_total",
                  "Tries to do something in the outside world.",
                  [&outbox] { return outbox.Stats().runs; });
  figures.Counter("comptoir_outbox_done_total", "Effects that are done.",
                  [&outbox] { return outbox.Stats().done; });
  figures.Counter("comptoir_outbox_retries_total",
                  "Tries that failed and will be repeated.",
                  [&outbox] { return outbox.Stats().retries; });
  figures.Counter("comptoir_outbox_dead_total",
                  "Effects that were given up after a try.",
                  [&outbox] { return outbox.Stats().dead; });
  figures.Counter("comptoir_outbox_unsettled_total",
                  "Ends of tries that could not be written down at once.",
                  [&outbox] { return outbox.Stats().unsettled; });
  figures.Gauge("comptoir_outbox_running", "Tries under way.",
                [&outbox] { return outbox.Stats().running; });
}

// One of the numbers of all reactions together.
template <typename Number>
auto SumOf(const store::Reactions& reactions,
           Number store::ReactionStats::*number) {
  return [&reactions, number] {
    Number sum = 0;
    for (const store::ReactionStats& stats : reactions.Stats()) {
      sum += stats.*number;
    }
    return sum;
  };
}

void AddReactions(const store::Reactions& reactions, Figures& figures) {
  using store::ReactionStats;
  figures.Counter("comptoir_reaction_entries_total",
                  "Log entries that something followed from.",
                  SumOf(reactions, &ReactionStats::entries));
  figures.Counter("comptoir_reaction_failures_total",
                  "Steps of reactions that failed: look at the log.",
                  SumOf(reactions, &ReactionStats::failures));
  figures.Gauge("comptoir_reaction_stuck_merchants",
                "Merchants for whom the newest step of a reaction failed.",
                SumOf(reactions, &ReactionStats::failing));
}

}  // namespace

std::vector<AreaFigure> StoreFigures(const store::Store& store,
                                     const store::Outbox& outbox,
                                     const store::Reactions& reactions) {
  Figures figures;
  AddStore(store, figures);
  AddOutbox(outbox, figures);
  AddReactions(reactions, figures);
  return figures.Take();
}

}  // namespace comptoir::rpc
