#include "input/crc32.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>

namespace logscan::detail {
namespace {

std::uint32_t by_zlib(const std::string& bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

TEST(Crc32, HasTheCheckValueOfTheStandard) {
  EXPECT_EQ(crc32_of(0, std::string("123456789")), 0xcbf43926U);
  EXPECT_EQ(crc32_of(0, std::string()), 0U);
}

TEST(Crc32, EqualsZlibAtEveryLengthAndPlace) {
  std::mt19937 random(1);
  std::string bytes(2000, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  for (std::size_t from = 0; from < 17; ++from) {
    for (std::size_t length = 0; length < 600; ++length) {
      const std::string piece = bytes.substr(from, length);
      ASSERT_EQ(crc32_of(0, piece), by_zlib(piece)) << from << " " << length;
    }
  }
  const std::string zeros(1000, '\0');
  EXPECT_EQ(crc32_of(0, zeros), by_zlib(zeros));
  const std::string ones(1000, '\xff');
  EXPECT_EQ(crc32_of(0, ones), by_zlib(ones));
}

TEST(Crc32, GoesOnFromAnyCut) {
  std::mt19937 random(2);
  std::string bytes(700, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const std::uint32_t first = crc32_of(0, std::span(bytes).first(cut));
    ASSERT_EQ(crc32_of(first, std::span(bytes).subspan(cut)), by_zlib(bytes)) << cut;
  }
}

}  // namespace
}  // namespace logscan::detail
