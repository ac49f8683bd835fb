// The timeline of the page: one axis for the lanes of nodes and their sources, for subscriptions, and for failures.
//
// A lane is an SVG whose view box is the stretch of time that is shown, in seconds of the axis: to zoom is to set other
// view boxes, and without a script the first one is shown.
#pragma once

#include <string>
#include <string_view>

#include "report/html/page.h"

namespace logscan::detail {

void write_timeline(HtmlPage& page);

// `<svg ...>` of a lane of that height, for the part of the axis that is shown at first.
std::string lane_begin(const HtmlPage& page, int height, std::string_view label);

// A bar from `a` to `b`, in seconds of the axis; with the text that pointing at it shows.
std::string bar(double a, double b, int top, int height, std::string_view css_class, std::string_view title);

}  // namespace logscan::detail
