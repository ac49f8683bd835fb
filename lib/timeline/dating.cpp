#include "timeline/dating.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <tuple>

#include "base/text.h"
#include "time/format.h"
#include "timeline/witnesses.h"

namespace logscan::detail {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// A file is closed at once after its last record; a member of an archive keeps even seconds only.
constexpr Duration kMostAfterLast = std::chrono::minutes(2);

// What a file system keeps of a time, or a writer of its last record.
constexpr Duration kAtOnce = std::chrono::seconds(2);

// Nearly all zones are whole or half hours ahead of UTC, from 10 hours behind it on.
constexpr Duration kZoneStep = std::chrono::minutes(30), kWestmost = std::chrono::hours(-10);

// A step back in time that is no midnight: threads that write out of order; our number, as in mbxsync.diag.
constexpr Duration kMostDisorder = std::chrono::minutes(5);

// The clock is set back so far at most, for the end of summer time.
constexpr Duration kMostSetBack = std::chrono::hours(1) + kMostDisorder;

// A log that never pauses for so long does not pause for a day either.
constexpr Duration kQuiet = std::chrono::hours(1);

constexpr local_days kFirstDay{std::chrono::year(kNominalYear) / std::chrono::January / 1};

local_days day_of(LocalTime time) { return std::chrono::floor<days>(time); }
Duration clock_of(LocalTime time) { return time - day_of(time); }

std::string text_of(local_days day) {
  const std::chrono::year_month_day date{day};
  const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day()));
}

std::string counted_days(days count) { return std::to_string(count.count()) + (count.count() == 1 ? " day" : " days"); }

enum class Basis : std::uint8_t { kRecord, kGiven, kListing, kOwnTime, kWitness };

std::string_view basis_text(Basis basis) {
  switch (basis) {
    case Basis::kRecord:
      return "a record that states its date";
    case Basis::kGiven:
      return "--date";
    case Basis::kListing:
      return "a listing of its folder";
    case Basis::kWitness:
      return "another source";
    case Basis::kOwnTime:
      break;
  }
  return "the file's modification time";
}

// When the files were last written, by their names, as listings tell it: local times of the node, which may be unknown.
class Listings {
 public:
  explicit Listings(std::vector<ParsedSource>& sources) {
    for (ParsedSource& source : sources) {
      if (source.parser == nullptr || source.status == SourceStatus::kDuplicate) continue;
      bool unused = false;
      for (const auto& fact : source.result.facts) {
        if (fact.kind != FactKind::kFileListed) continue;
        std::optional<LocalTime> written = LocalTime(Duration(fact.text.number));
        if (fact.text.text != kNoName) written = with_year(*written, source, fact);
        unused = unused || !written;
        if (written) listed_.emplace(source.result.names.text(fact.text.subject), Listed{source.node, *written});
      }
      if (unused)
        source.notes.push_back(
            "its listing names no year, and nothing near it does: not used; the command date in the "
            "same session says it");
    }
  }

  // Nothing where listings of several files of that name could be meant.
  [[nodiscard]] std::optional<LocalTime> find(const ParsedSource& source) const {
    std::string name(base_name(source.name.path));
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    std::optional<LocalTime> found;
    const auto [begin, end] = listed_.equal_range(name);
    for (auto at = begin; at != end; ++at) {
      if (!at->second.node.empty() && !source.node.empty() && at->second.node != source.node) continue;
      // Of several listings the last is of the longest file.
      found = std::max(found.value_or(at->second.written), at->second.written);
    }
    return found;
  }

 private:
  struct Listed {
    std::string node;
    LocalTime written{};
  };

  // The shell leaves out the year of what was written within half a year before. When that was, another command of the
  // session tells, or the time of the file that holds the listing, where that is about the time that is listed.
  static std::optional<LocalTime> with_year(LocalTime listed, const ParsedSource& source,
                                            const FactOf<LocalTime>& fact) {
    constexpr days kHalfYear(184), kZones(1), kSoon(2);
    const bool clock = fact.time.has_value();
    if (!clock && !source.name.mtime_s) return std::nullopt;
    const LocalTime now = clock ? *fact.time : LocalTime(std::chrono::seconds(*source.name.mtime_s));
    const std::chrono::year_month_day day{day_of(listed)};
    const std::chrono::year year = std::chrono::year_month_day(day_of(now)).year();
    for (const std::chrono::year candidate : {year + std::chrono::years(1), year, year - std::chrono::years(1)}) {
      const std::chrono::year_month_day date{candidate, day.month(), day.day()};
      if (!date.ok()) continue;
      const LocalTime written = LocalTime(local_days(date)) + clock_of(listed);
      if (written <= now + kZones && now - written <= (clock ? kHalfYear : kSoon)) return written;
    }
    return std::nullopt;
  }

  std::multimap<std::string, Listed, std::less<>> listed_;
};

// What tells by how many days the chain of nominal days is to be moved.
struct DateAnchor {
  Basis basis = Basis::kOwnTime;
  days shift{};
  bool holds_front = false, holds_end = false;  // whether it dates the first record of a file, the last one
};

DateAnchor make_anchor(Basis basis, days shift) {
  const bool front = basis == Basis::kRecord || basis == Basis::kGiven;
  return {basis, shift, front, !front};
}

// A file of a log, in the order of the numbers.
struct File {
  ParsedSource* source = nullptr;
  std::optional<GivenDate> given;
  std::optional<LocalTime> written;       // as a listing tells
  std::optional<local_days> listed, own;  // dates of its last record, by a listing and by its own time
  std::uint64_t number = 0;
  std::uint64_t missing = 0;  // files that should stand before it
  days begins{};              // of the chain, on which the nominal days of the file begin
  bool quiet = false;         // whole days of silence may lie in it or before it
  bool quiet_inside = false;  // in it
  std::optional<DateAnchor> anchor;

  [[nodiscard]] const SourceResult& result() const { return source->result; }
  [[nodiscard]] std::optional<local_days> last_date() const { return listed ? listed : own; }
  // The day of the chain of a time of the file.
  [[nodiscard]] days chain_day(LocalTime time) const { return day_of(time) - kFirstDay + begins; }
};

// The date of the last record, where the time of the file is that of this record.
std::optional<local_days> date_by_own_time(const ParsedSource& source) {
  if (!source.name.mtime_s) return std::nullopt;
  const std::chrono::seconds own(*source.name.mtime_s);
  const Duration clock = clock_of(source.result.last_in_file);
  const local_days around = std::chrono::floor<days>(LocalTime(own));
  for (const int step : {0, -1, 1}) {
    const local_days date = around + days(step);
    const LocalTime last = LocalTime(date) + clock;
    const Duration after = source.name.mtime_kind == MtimeKind::kLocal ? LocalTime(own) - last
                                                                       : Timestamp(own) - source.clock.to_utc(last);
    if (std::chrono::abs(after) <= kMostAfterLast) return date;
  }
  return std::nullopt;
}

// The same by what a listing says of it.
std::optional<local_days> date_by_listing(const ParsedSource& source, LocalTime written) {
  const Duration clock = clock_of(source.result.last_in_file);
  for (const int step : {0, -1, 1}) {
    const local_days date = day_of(written) + days(step);
    if (std::chrono::abs(written - (LocalTime(date) + clock)) <= kMostAfterLast) return date;
  }
  return std::nullopt;
}

class NumberedLog {
 public:
  explicit NumberedLog(const Listings& listings) : listings_(listings) {}

  void add(ParsedSource& source, const std::optional<GivenDate>& given) {
    File file;
    file.source = &source;
    file.given = given;
    if (source.result.has_time) {
      file.own = date_by_own_time(source);
      file.written = listings_.find(source);
      if (file.written) file.listed = date_by_listing(source, *file.written);
    }
    files_.push_back(file);
  }

  [[nodiscard]] const ParserInfo& parser() const { return *files_.front().source->parser; }

  // What the log itself and its files tell.
  void settle() {
    read_numbers();
    join();
    find_anchors();
  }
  [[nodiscard]] bool dated() const {
    return std::any_of(files_.begin(), files_.end(), [](const File& file) { return file.anchor.has_value(); });
  }

  // What others tell, where that tells nothing.
  void call(Witnesses& witnesses) const {
    for (const File& file : files_) witnesses.want(*file.source);
  }
  void ask(Witnesses& witnesses) {
    Marks all;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const Marks marks = witnesses.marks_of(*files_[i].source);
      all.failures += marks.failures;
      for (Mark mark : marks.known) {
        mark.time += files_[i].begins;
        mark.file = i;
        all.known.push_back(mark);
      }
    }
    testimony_ = witnesses.ask(all);
    if (testimony_.shifts.size() != 1) return;
    for (const Mark& mark : testimony_.fitting) {
      File& file = files_[mark.file];
      if (!file.anchor) file.anchor = DateAnchor{Basis::kWitness, testimony_.shifts.front()};
      const LocalTime time = mark.time - file.begins;
      if (time <= file.result().first_in_file) file.anchor->holds_front = true;
      if (time >= file.result().last_in_file) file.anchor->holds_end = true;
    }
  }

  void date() {
    if (!dated()) fitting_zone_ = find_fitting_zone();
    for (std::size_t i = 0; i < files_.size(); ++i) date(i);
  }

 private:
  // Numbers are decimal unless one of them has a letter.
  void read_numbers() {
    const auto hex = std::any_of(files_.begin(), files_.end(), [](const File& file) {
      return file.source->number && file.source->number->digits.find_first_of("abcdef") != std::string::npos;
    });
    base_ = hex ? 16 : 10;
    for (File& file : files_) {
      if (!file.source->number) continue;
      const std::string& digits = file.source->number->digits;
      std::from_chars(digits.data(), digits.data() + digits.size(), file.number, base_);
    }
    std::stable_sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.number < b.number; });
  }

  // Files without a record have a number, and no more.
  void join() {
    for (std::size_t i = 1; i < files_.size(); ++i) {
      const std::uint64_t step = files_[i].number - files_[i - 1].number;
      if (step > 1) files_[i].missing = step - 1;
    }
    std::uint64_t missing = 0;
    std::erase_if(files_, [&](File& file) {
      missing += file.missing;
      if (!file.result().has_time) return true;
      file.missing = missing;
      missing = 0;
      return false;
    });
    for (std::size_t i = 0; i < files_.size(); ++i) {
      File& file = files_[i];
      file.quiet = file.quiet_inside = file.result().longest_pause >= kQuiet || file.result().doubtful_steps > 0;
      if (i == 0) continue;
      const File& before = files_[i - 1];
      if (before.number == file.number) {
        file.begins = before.begins;
        file.missing = before.missing;
        continue;
      }
      const LocalTime last = before.result().last_in_file;
      const Duration step = clock_of(file.result().first_in_file) - clock_of(last);
      // Of a step that may be a whole day or not, the times of both files may tell which.
      const bool late_line = step > days(1) - kMostDisorder;
      const bool back = step < Duration::zero();
      const bool small = late_line || (back && step >= -kMostDisorder);
      const bool same = small ? !on_other_day(before, file, late_line ? days(-1) : days(0))
                              : back && step >= -kMostSetBack && on_same_day(before, file);
      const bool settled = (small || same) && before.last_date() && file.last_date();
      file.begins = before.chain_day(last) + (late_line && same ? days(-1) : back && !same ? days(1) : days(0));
      // A line among others is late by chance, one alone may be of another day.
      const bool alone =
          before.quiet_inside || file.quiet_inside || before.result().records < 2 || file.result().records < 2;
      file.quiet = file.quiet_inside || (small || same ? !settled && alone : back || step >= kQuiet);
    }
  }

  // By how many days the first record of a file is later than the last one of the file before, by the times of both.
  static std::optional<days> days_between(const File& before, const File& file) {
    const auto from = before.last_date(), to = file.last_date();
    if (!from || !to) return std::nullopt;
    const SourceResult& result = file.result();
    return *to - *from - (day_of(result.last_in_file) - day_of(result.first_in_file));
  }
  static bool on_same_day(const File& before, const File& file) { return days_between(before, file) == days(0); }
  static bool on_other_day(const File& before, const File& file, days near) {
    const auto between = days_between(before, file);
    return between && *between != near;
  }

  // Where dates contradict each other, those of the better basis hold, and of one basis the later ones.
  void find_anchors() {
    std::map<std::size_t, bool> option_used;
    std::size_t timed = 0, fitting = 0, listed = 0, listed_fitting = 0;
    std::vector<std::optional<days>> by_record(files_.size()), by_option(files_.size()), by_listing(files_.size()),
        by_own_time(files_.size());
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const File& file = files_[i];
      if (const auto& dated = file.result().dated_day)
        by_record[i] = dated->second - kFirstDay - (dated->first - kFirstDay + file.begins);
      if (file.given && !option_used[file.given->option]) {
        option_used[file.given->option] = true;
        by_option[i] = file.given->date - kFirstDay - file.chain_day(file.result().first_in_file);
      }
      if (file.source->name.mtime_s) ++timed;
      if (file.own) {
        ++fitting;
        by_own_time[i] = *file.own - kFirstDay - file.chain_day(file.result().last_in_file);
      }
      if (file.written) ++listed;
      if (file.listed) {
        ++listed_fitting;
        by_listing[i] = *file.listed - kFirstDay - file.chain_day(file.result().last_in_file);
      }
    }
    for (std::size_t i = 0; i < files_.size(); ++i) tell_contradiction(files_[i], by_option[i], by_own_time[i]);
    take(by_record, Basis::kRecord);
    take(by_option, Basis::kGiven);
    // One time of many that fits does so by chance.
    if (listed_fitting * 2 >= listed) take(by_listing, Basis::kListing);
    if (fitting * 2 >= timed) take(by_own_time, Basis::kOwnTime);
  }

  // What was given is of the first record, and the time of the file of the last: between them days may be hidden.
  static void tell_contradiction(const File& file, std::optional<days> given, std::optional<days> own) {
    if (!given || !own || *given == *own || (*given < *own && file.quiet_inside)) return;
    file.source->notes.push_back("--date contradicts the file's modification time, by which the first record is of " +
                                 text_of(kFirstDay + file.chain_day(file.result().first_in_file) + *own));
  }

  // Days can only be hidden between two dates, never come twice.
  void take(const std::vector<std::optional<days>>& shifts, Basis basis) {
    for (std::size_t i = files_.size(); i-- > 0;) {
      if (!shifts[i] || files_[i].anchor) continue;
      const auto before = anchor_before(i), after = anchor_after(i);
      if ((before && files_[*before].anchor->shift > *shifts[i]) ||
          (after && files_[*after].anchor->shift < *shifts[i])) {
        files_[i].source->notes.push_back("not used, since it contradicts what is known of its date: " +
                                          std::string(basis_text(basis)));
        continue;
      }
      files_[i].anchor = make_anchor(basis, *shifts[i]);
    }
  }

  [[nodiscard]] std::optional<std::size_t> anchor_before(std::size_t i) const {
    while (i-- > 0) {
      if (files_[i].anchor) return i;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::size_t> anchor_after(std::size_t i) const {
    for (++i; i < files_.size(); ++i) {
      if (files_[i].anchor) return i;
    }
    return std::nullopt;
  }

  // Whether silent or missing days may lie between the dates of two files; `from` is before `to`.
  [[nodiscard]] bool quiet_between(std::size_t from, std::size_t to) const {
    // What dates the front of a file says nothing of its end.
    const File& first = files_[from];
    if (first.anchor && !first.anchor->holds_end && first.quiet_inside) return true;
    for (std::size_t i = from + 1; i <= to; ++i) {
      if (files_[i].quiet || files_[i].missing > 0) return true;
    }
    return false;
  }

  void date(std::size_t i) {
    File& file = files_[i];
    ParsedSource& source = *file.source;
    tell_missing(file);
    const auto before = anchor_before(i), after = anchor_after(i);
    if (!file.anchor && !before && !after) {
      source.undated = true;
      source.clock = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, Duration::zero());
      source.date_basis = "unknown";
      // The times of one log still compare with each other.
      source.result.shift_times([begins = file.begins](LocalTime time) { return time + begins; });
      source.notes.push_back(
          "its records state no date, and nothing tells it: their times are not compared with those of other sources; "
          "--date '" +
          glob() + "=YYYY-MM-DD', the day of the first record there, says it" + contradicting_days());
      if (!fitting_zone_) return;
      // All files of the log are of one zone.
      source.fitting_zone = (source.number ? source.number->stem + "_*" : glob()) + "=" + *fitting_zone_;
      source.notes.push_back("the modification times of all files of its log fit their last records if these are " +
                             *fitting_zone_ + " from UTC: --source-tz '" + source.fitting_zone +
                             "' says so, and would date them");
      return;
    }
    days shift{}, doubt{};
    bool bounded = true;
    if (file.anchor) {
      shift = file.anchor->shift;
      // An end that the anchor does not hold is bounded by the neighbour there.
      const auto bound = [&](bool held, std::optional<std::size_t> neighbour) {
        if (held) return;
        if (neighbour && file.quiet) {
          doubt = std::max(doubt, std::chrono::abs(files_[*neighbour].anchor->shift - shift));
        } else if (!neighbour && file.quiet_inside) {
          doubt = std::max(doubt, days(1));
          bounded = false;
        }
      };
      bound(file.anchor->holds_front, before);
      bound(file.anchor->holds_end, after);
    } else if (before && after) {
      const days least = files_[*before].anchor->shift, most = files_[*after].anchor->shift;
      shift = quiet_between(i, *after) && !quiet_between(*before, i) ? least : most;
      doubt = most - least;
    } else {
      shift = files_[before ? *before : *after].anchor->shift;
      bounded = !(before ? quiet_between(*before, i) : quiet_between(i, *after) || file.quiet_inside);
      doubt = days(bounded ? 0 : 1);
    }
    const Basis by = file.anchor ? file.anchor->basis : files_[before ? *before : *after].anchor->basis;
    const std::string_view basis = by == Basis::kWitness ? testimony_.basis : basis_text(by);
    const days moved = file.begins + shift;
    source.result.shift_times([moved](LocalTime time) { return time + moved; });
    source.date_doubt = doubt;
    source.doubt_unbounded = !bounded;
    source.date_basis = file.anchor ? std::string(basis) : "its neighbours, by " + std::string(basis);
    if (doubt > days(0)) source.clock = Clock::doubted(std::move(source.clock), doubt);
    source.notes.push_back("its records state no date: the first is taken as of " +
                           text_of(day_of(source.result.first_in_file)) + ", by " + source.date_basis +
                           doubt_text(file, doubt, bounded));
  }

  // What is certain though the rest is not: the end that the anchor holds.
  static std::string doubt_text(const File& file, days doubt, bool bounded) {
    if (doubt == days(0)) return {};
    std::string text =
        "; off by " +
        (bounded ? "up to " + counted_days(doubt) : std::string("one day or more, which nothing bounds")) +
        ", since a silence of whole days leaves no trace";
    if (file.anchor) {
      text += file.anchor->holds_end                  ? "; its last record is of that time"
              : file.anchor->basis == Basis::kGiven   ? "; its first record is of that day"
              : file.anchor->basis == Basis::kWitness ? "; what both tell is of that day"
                                                      : "";
    }
    return text;
  }

  // How far ahead of UTC the log is if all files were last written when their last records were. Its zone is assumed.
  [[nodiscard]] std::optional<std::string> find_fitting_zone() const {
    std::optional<Duration> zone;
    Duration most_apart{};
    for (const File& file : files_) {
      const ParsedSource& source = *file.source;
      if (!source.name.mtime_s || source.name.mtime_kind != MtimeKind::kUtc ||
          source.clock.basis() != ClockBasis::kAssumed)
        return std::nullopt;
      const LocalTime own{std::chrono::seconds(*source.name.mtime_s)};
      const Duration ahead = clock_of(file.result().last_in_file) - clock_of(own);
      // On whatever days they are.
      const Duration turned = (ahead + days(2) + kZoneStep / 2) / kZoneStep * kZoneStep - days(2);
      most_apart = std::max(most_apart, std::chrono::abs(ahead - turned));
      const Duration fits = clock_of(LocalTime(turned - kWestmost)) + kWestmost;
      if (zone.value_or(fits) != fits) return std::nullopt;
      zone = fits;
    }
    // One time fits some zone within minutes by chance, several seldom do the same one.
    if (!zone || *zone == Duration::zero() || most_apart > (files_.size() > 1 ? kMostAfterLast : kAtOnce))
      return std::nullopt;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(*zone)).count();
    const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return (*zone < Duration::zero() ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
  }

  // The days of the first record that other sources tell, where they tell more than one.
  [[nodiscard]] std::string contradicting_days() const {
    constexpr std::size_t kMost = 3;
    const std::vector<days>& shifts = testimony_.shifts;
    if (shifts.size() < 2) return {};
    std::string text = ". What other sources tell of the same fits more than one day:";
    for (std::size_t i = 0; i < std::min(shifts.size(), kMost); ++i) {
      const File& first = files_.front();
      text += (i == 0 ? " " : ", ") + text_of(kFirstDay + first.chain_day(first.result().first_in_file) + shifts[i]);
    }
    if (shifts.size() > kMost) text += " and " + std::to_string(shifts.size() - kMost) + " more";
    return text;
  }

  void tell_missing(const File& file) const {
    if (file.missing == 0) return;
    const auto name = [&](std::uint64_t number) {
      constexpr std::size_t kDigits = 8;
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof digits, number, base_).ptr;
      std::string text(digits, end);
      if (text.size() < kDigits) text.insert(0, kDigits - text.size(), '0');
      return file.source->number->stem + "_" + text;
    };
    const std::uint64_t last = file.number - 1;
    file.source->missing_before = MissingFiles{file.missing, name(file.number - file.missing), name(last)};
    file.source->notes.push_back(
        (file.missing == 1 ? "a file of its log is missing before it: " + name(last)
                           : std::to_string(file.missing) + " files of its log are missing before it: " +
                                 name(file.number - file.missing) + " to " + name(last)) +
        (file.missing == 1 ? "; what it told is not known, nor whether days passed in it"
                           : "; what they told is not known, nor whether days passed in them"));
  }

  // Of the first file of the log that has a record.
  [[nodiscard]] std::string glob() const { return std::string(base_name(files_.front().source->name.path)); }

  const Listings& listings_;
  std::vector<File> files_;
  Testimony testimony_;
  std::optional<std::string> fitting_zone_;
  int base_ = 10;
};

}  // namespace

void date_sources(std::vector<ParsedSource>& sources, const std::vector<std::optional<GivenDate>>& given) {
  const Listings listings(sources);
  // Whose, where, of what format, of what name; a file without a number is a log of its own.
  std::map<std::tuple<std::string, std::string, std::string_view, std::string, std::size_t>, NumberedLog> logs;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    ParsedSource& source = sources[i];
    if (source.parser == nullptr || source.only_a_status || source.axis != Axis::kDateless) continue;
    const std::string folder(folder_name(source.name.path));
    const std::string stem = source.number ? source.number->stem : source.name.path;
    logs.try_emplace({source.node, folder, source.parser->name, stem, source.number ? 0 : i + 1}, listings)
        .first->second.add(source, i < given.size() ? given[i] : std::nullopt);
  }
  // An empty file is of no known format, but its number is not missing.
  for (ParsedSource& source : sources) {
    if (source.parser != nullptr || source.only_a_status || source.bytes != 0 ||
        source.status != SourceStatus::kIgnored)
      continue;
    for (auto& [key, log] : logs) {
      const auto& [node, folder, format, stem, single] = key;
      if (single != 0 || log.parser().number == nullptr || folder != folder_name(source.name.path)) continue;
      const auto number = log.parser().number(source.name.path);
      if (!number || number->stem != stem) continue;
      source.number = number;
      log.add(source, std::nullopt);
    }
  }
  std::vector<NumberedLog*> undated;
  for (auto& [key, log] : logs) {
    log.settle();
    if (log.dated()) {
      log.date();
    } else {
      undated.push_back(&log);
    }
  }
  if (undated.empty()) return;
  // What is dated in this way dates nothing else.
  Witnesses witnesses;
  for (const NumberedLog* log : undated) log->call(witnesses);
  for (const ParsedSource& source : sources) witnesses.hear(source);
  for (NumberedLog* log : undated) {
    log->ask(witnesses);
    log->date();
  }
}

void time_dumps(std::vector<ParsedSource>& sources) {
  const auto shown = [](Timestamp time) { return to_display(time, Zone::utc()) + " UTC"; };
  for (ParsedSource& source : sources) {
    if (source.parser == nullptr || source.status == SourceStatus::kDuplicate) continue;
    std::optional<Timestamp> newest, told;
    for (const auto& fact : source.result.facts) {
      if (fact.kind != FactKind::kLastNotification) continue;
      const Timestamp stamp{Duration(fact.text.number)};
      newest = std::max(newest.value_or(stamp), stamp);
      if (fact.time) told = source.clock.to_utc(*fact.time);
    }
    if (!newest) continue;
    if (told) {
      source.notes.push_back("its subscription table is taken as of " + shown(*told) + ", a time in the same session");
      continue;
    }
    const std::optional<Timestamp> own = source.name.mtime_s && source.name.mtime_kind == MtimeKind::kUtc
                                             ? std::optional(Timestamp(std::chrono::seconds(*source.name.mtime_s)))
                                             : std::nullopt;
    // On the wall axis a time of the file would need the zone.
    if (!own || *own < *newest || source.axis != Axis::kStated) {
      source.notes.push_back("nothing tells when its subscription table was dumped: not before " + shown(*newest) +
                             ", its newest stamp. The time of a command in the same session, such as show status, "
                             "says it");
      continue;
    }
    for (auto& fact : source.result.facts) {
      if (fact.kind != FactKind::kLastNotification) continue;
      fact.time = LocalTime(own->time_since_epoch());
      fact.text.file_time = true;
    }
    source.notes.push_back("its subscription table was dumped at " + shown(*own) +
                           ", the file's modification time, or before: a copy may be of any later day");
  }
}

}  // namespace logscan::detail
