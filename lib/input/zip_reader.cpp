#include "input/zip_reader.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

#include "input/archive_reader.h"
#include "input/crc32.h"
#include "input/inflate_source.h"

namespace logscan::detail {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kWindowBytes = 64 << 10;
constexpr std::size_t kLocalHeader = 30;
constexpr std::size_t kDirectoryHeader = 46;
constexpr std::size_t kEndRecord = 22;
constexpr std::size_t kLongestComment = 65535;

constexpr std::string_view kLocalMark = "PK\x03\x04"sv;
constexpr std::string_view kDirectoryMark = "PK\x01\x02"sv;
constexpr std::string_view kEndMark = "PK\x05\x06"sv;
constexpr std::string_view kEnd64Mark = "PK\x06\x06"sv;
constexpr std::string_view kEnd64LocatorMark = "PK\x06\x07"sv;
constexpr std::string_view kDescriptorMark = "PK\x07\x08"sv;

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflate = 8;
constexpr std::uint16_t kBzip2 = 12;
constexpr std::uint16_t kZstd = 93;
constexpr std::uint16_t kXz = 95;
constexpr std::uint16_t kAes = 99;

constexpr std::uint16_t kFlagEncrypted = 1 << 0;
constexpr std::uint16_t kFlagSizesFollow = 1 << 3;
constexpr std::uint32_t kIn64 = 0xffffffff;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
std::uint16_t number16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(number(bytes, at, 2));
}
std::uint32_t number32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(number(bytes, at, 4));
}

Error cut() { return Error{ErrorCode::kTruncated, "the zip ends too early"}; }
Error damaged(const std::string& what) { return Error{ErrorCode::kDamaged, "the zip is damaged: " + what}; }

// The wall clock of the packer, counted as if it were UTC.
std::optional<std::int64_t> dos_time(std::uint16_t time, std::uint16_t date) {
  namespace chrono = std::chrono;
  const chrono::year_month_day day{chrono::year{1980 + (date >> 9)}, chrono::month{(date >> 5) & 15U},
                                   chrono::day{date & 31U}};
  const int hour = time >> 11;
  const int minute = (time >> 5) & 63;
  const int second = (time & 31) * 2;
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto when = chrono::sys_days{day} + chrono::hours{hour} + chrono::minutes{minute} + chrono::seconds{second};
  return chrono::duration_cast<chrono::seconds>(when.time_since_epoch()).count();
}

// The extra fields: 64-bit sizes, UTC times, a UTF-8 name. Fields that do not add up are passed over.
void read_extra(std::string_view extra, bool sizes_from_extra, bool packed_from_extra, bool place_from_extra,
                ZipMember& member) {
  while (extra.size() >= 4) {
    const std::uint16_t tag = number16(extra, 0);
    const std::size_t size = number16(extra, 2);
    if (size > extra.size() - 4) return;
    std::string_view field = extra.substr(4, size);
    extra.remove_prefix(4 + size);
    if (tag == 0x0001) {  // zip64: only the values that did not fit, in this order
      const auto take = [&](bool wanted, std::uint64_t& value) {
        if (!wanted || field.size() < 8) return;
        value = number(field, 0, 8);
        field.remove_prefix(8);
      };
      take(sizes_from_extra, member.size);
      take(packed_from_extra, member.packed_size);
      take(place_from_extra, member.header_at);
    } else if (tag == 0x5455 && field.size() >= 5 && (field[0] & 1) != 0) {  // extended timestamp: Unix time
      member.mtime_s = static_cast<std::int32_t>(number32(field, 1));
      member.mtime_kind = MtimeKind::kUtc;
    } else if (tag == 0x000a && field.size() >= 16 && number16(field, 4) == 1 && member.mtime_kind != MtimeKind::kUtc) {
      // NTFS: 100 ns since 1601, in UTC.
      constexpr std::int64_t kFrom1601 = 11644473600;
      const std::uint64_t ticks = number(field, 8, 8);
      member.mtime_s = static_cast<std::int64_t>(ticks / 10'000'000) - kFrom1601;
      member.mtime_kind = MtimeKind::kUtc;
    } else if (tag == 0x7075 && field.size() > 5 && field[0] == 1) {  // the name in UTF-8, where it is still that name
      if (crc32_of(0, member.name) == number32(field, 1)) member.name = field.substr(5);
    }
  }
}

// What both kinds of header have in the same order, from the flags on.
void read_common(std::string_view fields, ZipMember& member) {
  const std::uint16_t flags = number16(fields, 0);
  member.method = number16(fields, 2);
  member.encrypted = (flags & kFlagEncrypted) != 0 || member.method == kAes;
  member.mtime_s = dos_time(number16(fields, 4), number16(fields, 6));
  member.mtime_kind = MtimeKind::kLocal;
  member.crc = number32(fields, 8);
  member.packed_size = number32(fields, 12);
  member.size = number32(fields, 16);
}

// Folders have no mark of their own but the slash at the end; backslashes come from old Windows packers.
bool names_folder(const ZipMember& member) {
  return !member.name.empty() && (member.name.back() == '/' || (member.name.back() == '\\' && member.size == 0));
}

}  // namespace

// Decompresses, and checks size and checksum at the end.
class ZipReader::Content final : public ByteSource {
 public:
  Content(ZipReader& zip, const ZipMember& member, std::uint64_t from, std::uint64_t to)
      : zip_(zip), member_(member), from_(from), packed_(zip.bytes_, from, to, zip.budget_) {
    if (member.method == kDeflate) {
      inflate_ = std::make_unique<InflateSource>(packed_, InflateSource::Wrapping::kRaw, zip.budget_);
    } else if (member.method != kStored) {
      const Shape shape = member.method == kBzip2 ? Shape::kBzip2 : member.method == kXz ? Shape::kXz : Shape::kZstd;
      filter_ = filter_source(shape, packed_, zip.budget_);
    }
  }

  Result<std::size_t> read(std::span<char> into) override {
    if (ended_) return std::size_t{0};
    auto got = inflate_ ? inflate_->read(into) : filter_ ? filter_->read(into) : read_stored(into);
    if (!got) {
      ended_ = true;
      // A member whose data ends before it should, though the zip goes on, is damaged and not cut.
      if (got.error().code == ErrorCode::kTruncated && from_ + member_.packed_size <= zip_.bytes_.size() &&
          !member_.sizes_follow) {
        return Error{ErrorCode::kDamaged, got.error().message};
      }
      return got;
    }
    if (*got > 0) {
      crc_ = crc32_of(crc_, into.first(*got));
      size_ += *got;
      return got;
    }
    if (into.empty()) return got;
    ended_ = true;
    return at_end();
  }

 private:
  // Stored members of overlapping zips are counted like decompressed ones: the same bytes may come again and again.
  Result<std::size_t> read_stored(std::span<char> into) {
    auto got = packed_.read(into);
    if (got && !zip_.budget_.take_output(*got)) return zip_.budget_.expansion_error();
    return got;
  }

  Result<std::size_t> at_end() {
    ZipMember& member = member_;
    if (member.sizes_follow) {
      auto after = zip_.skip_descriptor(from_ + inflate_->bytes_taken(), member);
      if (!after) return after.error();
      zip_.at_ = *after;
      zip_.in_member_ = false;
    }
    if (size_ != member.size) return Error{ErrorCode::kDamaged, "its length is not the one that the zip states"};
    if (crc_ != member.crc) return Error{ErrorCode::kDamaged, "its checksum (CRC-32) is wrong"};
    return std::size_t{0};
  }

  ZipReader& zip_;
  ZipMember member_;
  std::uint64_t from_;
  RangeSource packed_;
  std::unique_ptr<InflateSource> inflate_;
  std::unique_ptr<ByteSource> filter_;
  std::uint32_t crc_ = 0;
  std::uint64_t size_ = 0;
  bool ended_ = false;
};

ZipReader::ZipReader(const RandomBytes& bytes, Budget& budget) : bytes_(bytes), budget_(budget) {
  start_ = find_directory();
}

Result<std::string_view> ZipReader::view(std::uint64_t at, std::size_t count) {
  if (at < window_at_ || at - window_at_ > window_size_ || count > window_size_ - (at - window_at_)) {
    if (window_.size() < count || window_.empty()) window_.resize(std::max(count, kWindowBytes));
    auto got = bytes_.read_at(at, window_);
    if (!got) return std::move(got).error();
    window_at_ = at;
    window_size_ = *got;
  }
  const std::size_t from = at - window_at_;
  return std::string_view(window_.data() + from, std::min(count, window_size_ - from));
}

// The end record is the last thing in the file but for a comment, so the search goes backwards. A cut zip may hold the
// end record of a zip inside it: a record counts only where its directory stands where it says.
Status ZipReader::find_directory() {
  const std::uint64_t size = bytes_.size();
  if (size < kEndRecord) return Status();
  // Nearly always there is no comment, and no more than the record is read.
  auto last = take_directory_at(size - kEndRecord);
  if (!last) return std::move(last).error();
  if (*last) return Status();
  const std::size_t reach = static_cast<std::size_t>(std::min<std::uint64_t>(size, kEndRecord + kLongestComment));
  std::string tail(reach, '\0');
  auto got = bytes_.read_at(size - reach, tail);
  if (!got) return std::move(got).error();
  tail.resize(*got);
  if (tail.size() < kEndRecord) return Status();
  for (std::size_t at = tail.rfind(kEndMark, tail.size() - kEndRecord); at != std::string::npos;
       at = at == 0 ? std::string::npos : tail.rfind(kEndMark, at - 1)) {
    auto found = take_directory_at(size - reach + at);
    if (!found) return std::move(found).error();
    if (*found) break;
  }
  return Status();
}

Result<bool> ZipReader::take_directory_at(std::uint64_t end_record) {
  auto record = view(end_record, kEndRecord);
  if (!record) return std::move(record).error();
  if (record->size() < kEndRecord || !record->starts_with(kEndMark)) return false;
  std::uint64_t members = number16(*record, 10);
  std::uint64_t length = number32(*record, 12);
  std::uint64_t begin = number32(*record, 16);
  std::uint64_t end = end_record;
  if (members == 0xffff || length == kIn64 || begin == kIn64) {
    constexpr std::size_t kLocator = 20;
    constexpr std::size_t kEnd64Record = 56;
    if (end_record < kLocator) return false;
    auto locator = view(end_record - kLocator, kLocator);
    if (!locator) return std::move(locator).error();
    if (locator->starts_with(kEnd64LocatorMark)) {
      const std::uint64_t at = number(*locator, 8, 8);
      if (at > end_record) return false;
      auto record64 = view(at, kEnd64Record);
      if (!record64) return std::move(record64).error();
      if (record64->size() < kEnd64Record || !record64->starts_with(kEnd64Mark)) return false;
      members = number(*record64, 32, 8);
      length = number(*record64, 40, 8);
      begin = number(*record64, 48, 8);
      end = at;
    }
  }
  if (begin > end || length > end - begin) return false;
  if (members > 0) {
    auto first = view(begin, kDirectoryMark.size());
    if (!first) return std::move(first).error();
    if (!first->starts_with(kDirectoryMark)) return false;
  } else if (begin != 0 || end_record != 0) {
    // Empty zips are the end record alone; any other one that claims no members is not ours.
    return false;
  }
  has_directory_ = true;
  at_ = begin;
  end_ = begin + length;
  return true;
}

Result<bool> ZipReader::next(ZipMember& member) {
  if (!start_) return std::exchange(start_, Status()).error();
  if (ended_) return false;
  auto more = has_directory_ ? next_by_directory(member) : next_by_headers(member);
  if (!more || !*more) ended_ = true;
  return more;
}

Result<bool> ZipReader::next_by_directory(ZipMember& member) {
  if (at_ >= end_) return false;
  auto fixed = view(at_, kDirectoryHeader);
  if (!fixed) return std::move(fixed).error();
  if (fixed->size() < kDirectoryHeader || !fixed->starts_with(kDirectoryMark))
    return damaged("its directory breaks off");
  const std::size_t name_size = number16(*fixed, 28);
  const std::size_t extra_size = number16(*fixed, 30);
  const std::size_t whole = kDirectoryHeader + name_size + extra_size + number16(*fixed, 32);
  if (whole > end_ - at_) return damaged("its directory breaks off");
  auto header = view(at_, whole);
  if (!header) return std::move(header).error();
  if (header->size() < whole) return cut();
  at_ += whole;

  member = ZipMember();
  read_common(header->substr(8), member);
  member.header_at = number32(*header, 42);
  member.name = header->substr(kDirectoryHeader, name_size);
  read_extra(header->substr(kDirectoryHeader + name_size, extra_size), member.size == kIn64,
             member.packed_size == kIn64, member.header_at == kIn64, member);
  const std::uint8_t made_on = static_cast<std::uint8_t>(number16(*header, 4) >> 8);
  const std::uint32_t type = made_on == 3 || made_on == 19 ? (number32(*header, 38) >> 16) & 0xf000 : 0;  // Unix, Mac
  if (names_folder(member) || type == 0x4000) {
    member.kind = ZipMember::Kind::kFolder;
  } else if (type == 0xa000) {
    member.kind = ZipMember::Kind::kLink;
  } else if (type != 0 && type != 0x8000) {
    member.kind = ZipMember::Kind::kDevice;
  }
  return true;
}

Result<bool> ZipReader::next_by_headers(ZipMember& member) {
  if (in_member_) return cut();  // the last member did not come to an end
  auto fixed = view(at_, kLocalHeader);
  if (!fixed) return std::move(fixed).error();
  if (fixed->starts_with(kDirectoryMark) || fixed->starts_with(kEndMark)) return cut();
  if (fixed->size() < kLocalHeader) return cut();
  if (!fixed->starts_with(kLocalMark)) return damaged("no member begins where one should");
  const std::size_t name_size = number16(*fixed, 26);
  const std::size_t extra_size = number16(*fixed, 28);
  const std::size_t whole = kLocalHeader + name_size + extra_size;
  auto header = view(at_, whole);
  if (!header) return std::move(header).error();
  if (header->size() < whole) return cut();

  member = ZipMember();
  read_common(header->substr(6), member);
  member.name = header->substr(kLocalHeader, name_size);
  read_extra(header->substr(kLocalHeader + name_size), member.size == kIn64, member.packed_size == kIn64, false,
             member);
  member.header_at = at_;
  member.sizes_follow = (number16(*header, 6) & kFlagSizesFollow) != 0 && member.packed_size == 0;
  if (names_folder(member)) member.kind = ZipMember::Kind::kFolder;
  in_member_ = member.sizes_follow;
  if (!in_member_) {
    const std::uint64_t begin = at_ + whole;
    at_ = member.packed_size > bytes_.size() - begin ? bytes_.size() : begin + member.packed_size;
  }
  return true;
}

Result<std::uint64_t> ZipReader::data_begin(const ZipMember& member) {
  // Not through the window, which stays with the directory.
  char bytes[kLocalHeader];
  auto got = bytes_.read_at(member.header_at, bytes);
  if (!got) return std::move(got).error();
  if (*got < kLocalHeader) return cut();
  const std::string_view header(bytes, kLocalHeader);
  if (!header.starts_with(kLocalMark)) return damaged("the directory points to a place where no member is");
  return member.header_at + kLocalHeader + number16(header, 26) + number16(header, 28);
}

// Behind the data: a mark (or not), the checksum, and both sizes in 4 or 8 bytes each; told apart by what follows.
Result<std::uint64_t> ZipReader::skip_descriptor(std::uint64_t at, ZipMember& member) {
  auto bytes = view(at, 24 + 4);
  if (!bytes) return std::move(bytes).error();
  for (const std::size_t mark : {std::size_t{4}, std::size_t{0}}) {
    if (mark > 0 && !bytes->starts_with(kDescriptorMark)) continue;
    for (const std::size_t wide : {std::size_t{4}, std::size_t{8}}) {
      const std::size_t whole = mark + 4 + 2 * wide;
      if (bytes->size() < whole) continue;
      const std::string_view next = bytes->substr(whole, 2);
      if (next != "PK"sv.substr(0, next.size())) continue;
      member.crc = number32(*bytes, mark);
      member.size = number(*bytes, mark + 4 + wide, wide);
      return at + whole;
    }
  }
  return cut();
}

Result<std::unique_ptr<ByteSource>> ZipReader::open(const ZipMember& member) {
  switch (member.method) {
    case kStored:
      if (member.sizes_follow)
        return Error{ErrorCode::kTruncated, "its length stood in the zip's directory, which is missing"};
      break;
    case kDeflate:
    case kBzip2:
    case kXz:
    case kZstd:
      break;
    default:
      return Error{ErrorCode::kUnreadable, "compression method " + std::to_string(member.method) + " is not supported"};
  }
  if (member.sizes_follow && member.method != kDeflate) return cut();
  auto begin = data_begin(member);
  if (!begin) return std::move(begin).error();
  const std::uint64_t size = bytes_.size();
  if (*begin > size) return cut();
  const bool to_the_end =
      member.sizes_follow || member.packed_size > std::numeric_limits<std::uint64_t>::max() - *begin;
  return std::unique_ptr<ByteSource>(
      std::make_unique<Content>(*this, member, *begin, to_the_end ? size : *begin + member.packed_size));
}

}  // namespace logscan::detail
