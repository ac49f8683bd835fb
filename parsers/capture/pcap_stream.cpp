#include "parsers/capture/pcap_stream.h"

#include <pcap/pcap.h>
#include <stdio_ext.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <string_view>
#include <utility>

namespace logscan::detail {
namespace {

// The time of a damaged record may be anything: it is brought to the nearest one that lies in a year of four digits.
constexpr std::int64_t kLastSecond = 253402300799;
constexpr std::int64_t kLastNanosecond = 999999999;

constexpr std::size_t kFileHeader = 24;
constexpr std::uint32_t kRecordHeader = 16;
// libpcap refuses longer packets of all link types that are read here.
constexpr std::uint32_t kMostCaptured = 256 * 1024;

Timestamp time_of(const timeval& stamp) {
  const std::int64_t seconds = std::clamp<std::int64_t>(stamp.tv_sec, 0, kLastSecond);
  const std::int64_t nanoseconds = std::clamp<std::int64_t>(stamp.tv_usec, 0, kLastNanosecond);
  return Timestamp{std::chrono::seconds(seconds) + Duration(nanoseconds / 1000)};
}

// In files the type of raw IP has another number than in libpcap; all others that matter here have one.
std::string file_link_name(std::uint16_t type) { return link_name(type == 101 ? DLT_RAW : type); }

// libpcap keeps to the link type of the first interface. tshark alone does not mend such a file: what it writes still
// names all interfaces. So the packets of one are taken out, and then written in the format that has no interfaces.
std::string different_links(std::uint16_t first, std::uint16_t other) {
  const std::pair<std::uint16_t, const char*> kinds[] = {
      {0, "null"}, {1, "ether"}, {101, "rawip"}, {113, "linux-sll"}, {276, "linux-sll2"}};
  const auto* const kind =
      std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& k) { return k.first == first; });
  const char* const option = kind != std::end(kinds) ? kind->second : "TYPE";
  return "its interfaces have different link types (" + file_link_name(first) + " and " + file_link_name(other) +
         "), and libpcap reads only one; take one interface out: tshark -r IN.pcapng -Y 'frame.interface_id == 0' -w "
         "ONE.pcapng && editcap -F pcap -T " +
         option + " ONE.pcapng OUT.pcap";
}

std::uint32_t number_at(const char* at) {
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(at[i])}; };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

// Of classic captures those that nearly all writers make: low byte first, version 2.4, and a link type of whose packets
// libpcap mends nothing.
bool is_usual(std::string_view header) {
  using namespace std::string_view_literals;
  if (header.size() < kFileHeader) return false;
  if (!header.starts_with("\xd4\xc3\xb2\xa1\2\0\4\0"sv) && !header.starts_with("\x4d\x3c\xb2\xa1\2\0\4\0"sv))
    return false;
  constexpr std::uint32_t kEthernet = 1, kRaw = 101, kCooked = 113, kCooked2 = 276;
  const std::uint32_t link = number_at(header.data() + 20);
  return link == kEthernet || link == kRaw || link == kCooked || link == kCooked2;
}
bool counts_nanoseconds(std::string_view header) { return header.starts_with('\x4d'); }

}  // namespace

// The records of a usual capture are taken where they stand in the buffer, as long as they are whole and of no length
// that libpcap refuses. All else libpcap reads, through a FILE, and says what is wrong with it: no record depends on
// the one before. A FILE costs two copies and two calls for each record.
struct PcapStream::State {
  explicit State(ByteSource& source) : bytes(source) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (capture != nullptr) {
      pcap_close(capture);  // closes the file as well
    } else if (file != nullptr) {
      static_cast<void>(std::fclose(file));
    }
  }

  static ssize_t read(void* cookie, char* into, std::size_t size) {
    auto& state = *static_cast<State*>(cookie);
    std::size_t got = 0;
    if (!state.usual && state.at == state.end) {
      got = state.read_source({into, size});
    } else {
      if (state.at == state.end) state.fill();
      got = std::min(size, state.end - state.at);
      std::memcpy(into, state.buffer.data() + state.at, got);
      state.at += got;
    }
    if (got == 0 && state.source_error) {
      errno = EIO;
      return -1;
    }
    state.watch.feed({into, got});
    return static_cast<ssize_t>(got);
  }

  std::size_t read_source(std::span<char> into) {
    if (source_ended) return 0;
    const Result<std::size_t> got = bytes.read(into);
    if (!got) source_error = got.error();
    source_ended = !got || *got == 0;
    given += got ? *got : 0;
    return got ? *got : 0;
  }

  // Puts more behind the bytes that are left.
  bool fill() {
    std::memmove(buffer.data(), buffer.data() + at, end - at);
    end -= std::exchange(at, 0);
    const std::size_t got = read_source(std::span(buffer).subspan(end));
    end += got;
    return got > 0;
  }
  bool have(std::size_t size) {
    while (end - at < size) {
      if (!fill()) return false;
    }
    return true;
  }
  bool take_record(Frame& frame);

  // What libpcap's message means. An error of the source is the cause of what libpcap says of it.
  Error explain(std::string_view message);

  ByteSource& bytes;
  RecordWatch watch;
  std::optional<Error> source_error;
  std::uint64_t given = 0;
  bool source_ended = false;
  std::uint64_t frames = 0;
  std::uint32_t link = 0;
  bool usual = false;          // by its header
  bool nanoseconds = false;    // a usual one counts them
  std::uint32_t snapshot = 0;  // bytes kept of a packet at most
  bool ended = false;
  std::FILE* file = nullptr;
  pcap_t* capture = nullptr;
  std::size_t at = 0, end = 0;  // what nobody took yet of `buffer`; of other captures it holds the front alone
  std::array<char, kRecordHeader + kMostCaptured> buffer;
  std::array<char, 256 * 1024> file_buffer;
};

bool PcapStream::State::take_record(Frame& frame) {
  //   seconds  fraction  captured  on the wire
  //   0        4         8         12
  if (!have(kRecordHeader)) return false;
  const std::uint32_t captured = number_at(buffer.data() + at + 8);
  if (captured > kMostCaptured || !have(kRecordHeader + captured)) return false;
  const char* const record = buffer.data() + at;
  timeval stamp{};
  stamp.tv_sec = static_cast<std::int32_t>(number_at(record));
  stamp.tv_usec =
      static_cast<std::int64_t>(static_cast<std::int32_t>(number_at(record + 4))) * (nanoseconds ? 1 : 1000);
  const std::uint32_t size = kRecordHeader + captured;
  frame.mark = {time_of(stamp), ++frames, watch.pass_record(size), size};
  frame.link = link;
  // As libpcap cuts what is longer than the capture says.
  const std::uint32_t kept = std::min(captured, snapshot);
  frame.length = std::max(number_at(record + 12), kept);
  frame.bytes = {reinterpret_cast<const unsigned char*>(record) + kRecordHeader, kept};
  at += size;
  return true;
}

Error PcapStream::State::explain(std::string_view message) {
  if (source_error) return *std::exchange(source_error, std::nullopt);
  const auto& links = watch.interfaces();
  const auto other =
      std::find_if(links.begin(), links.end(), [&](std::uint16_t type) { return type != links.front(); });
  if (other != links.end()) return {ErrorCode::kDamaged, different_links(links.front(), *other)};
  // libpcap says `truncated dump file; tried to read 16 header bytes, only got 3` and, of pcapng, `truncated pcapng
  // dump file; ...`.
  // Fewer bytes than tell pcapng from other files are an unknown format to it.
  const bool cut = message.starts_with("truncated ") || (source_ended && given < 12);
  return {cut ? ErrorCode::kTruncated : ErrorCode::kDamaged, std::string(message)};
}

PcapStream::PcapStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
PcapStream::PcapStream(PcapStream&&) noexcept = default;
PcapStream& PcapStream::operator=(PcapStream&&) noexcept = default;
PcapStream::~PcapStream() = default;

Result<PcapStream> PcapStream::open(ByteSource& bytes) {
  auto state = std::make_unique<State>(bytes);
  cookie_io_functions_t functions{};
  functions.read = &State::read;
  state->file = fopencookie(state.get(), "r", functions);
  if (state->file == nullptr) return Error{ErrorCode::kInternal, "no memory for a stream"};
  // One thread reads it: a lock for each record would cost as much as the record.
  __fsetlocking(state->file, FSETLOCKING_BYCALLER);
  static_cast<void>(state->have(kFileHeader));
  const std::string_view header(state->buffer.data(), std::min(state->end, kFileHeader));
  state->usual = is_usual(header);
  state->nanoseconds = counts_nanoseconds(header);
  // It must not read ahead of what it is asked for.
  if (state->usual) {
    static_cast<void>(std::setvbuf(state->file, nullptr, _IONBF, 0));
  } else {
    static_cast<void>(std::setvbuf(state->file, state->file_buffer.data(), _IOFBF, state->file_buffer.size()));
  }
  char message[PCAP_ERRBUF_SIZE] = {};
  state->capture = pcap_fopen_offline_with_tstamp_precision(state->file, PCAP_TSTAMP_PRECISION_NANO, message);
  if (state->capture == nullptr) return state->explain(message);
  state->link = static_cast<std::uint32_t>(pcap_datalink(state->capture));
  state->snapshot = static_cast<std::uint32_t>(pcap_snapshot(state->capture));
  return PcapStream(std::move(state));
}

Result<bool> PcapStream::next(Frame& frame) {
  State& state = *state_;
  if (state.ended) return false;
  if (state.usual && state.take_record(frame)) return true;
  pcap_pkthdr* header = nullptr;
  const unsigned char* packet = nullptr;
  const int got = pcap_next_ex(state.capture, &header, &packet);
  if (got != 1) {
    state.ended = true;
    // An error of the source at the border of two records looks like the end of the file to libpcap.
    if (got == PCAP_ERROR_BREAK && !state.source_error) return false;
    return state.explain(pcap_geterr(state.capture));
  }
  const RecordWatch::Place place = state.watch.take_place().value_or(RecordWatch::Place{});
  frame.mark = {time_of(header->ts), ++state.frames, place.offset, place.bytes};
  frame.link = state.link;
  frame.length = std::max(header->len, header->caplen);
  frame.bytes = {packet, header->caplen};
  return true;
}

std::uint32_t PcapStream::link() const { return state_->link; }
std::uint32_t PcapStream::snapshot_length() const { return state_->snapshot; }
bool PcapStream::is_pcapng() const { return state_->watch.is_pcapng(); }
std::uint64_t PcapStream::bytes_read() const { return state_->given; }
std::optional<std::uint64_t> PcapStream::dropped() const { return state_->watch.dropped(); }

std::string link_name(std::uint32_t link) {
  const char* name = pcap_datalink_val_to_name(static_cast<int>(link));
  return name != nullptr ? name : "link type " + std::to_string(link);
}

}  // namespace logscan::detail
