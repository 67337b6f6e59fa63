#include "net/sim/graph_file.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "protocols/core/error.hpp"

namespace parley::sim {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

// A process number at the front of `text`, which is left with what follows.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// --- GraphML: just enough of XML ---

struct Tag {
  std::string_view name;  // without "/" at either end
  std::map<std::string_view, std::string, std::less<>> attributes;
  bool closes = false;       // </name>
  bool is_complete = false;  // <name/>
};

std::string plain_text(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string plain;
  while (!text.empty()) {
    const auto* entity = std::find_if(std::begin(kEntities), std::end(kEntities),
                                      [&](const auto& known) { return text.starts_with(known.first); });
    const bool known = entity != std::end(kEntities);
    plain += known ? entity->second : text.front();
    text.remove_prefix(known ? entity->first.size() : 1);
  }
  return plain;
}

class GraphmlReader {
 public:
  GraphmlReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  GraphFile read() {
    while (const std::optional<Tag> tag = next_tag()) take(*tag);
    if (!seen_graph_) fail("expected an element <graph>");
    if (in_graph_) fail("expected </graph> before the end");
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(const std::string& expectation) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(tag_at_), '\n');
    throw InputError(file_, "line " + std::to_string(line), expectation);
  }

  void skip_past(std::string_view end, std::string_view what) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) fail("expected an end of the " + std::string(what));
    at_ = found + end.size();
  }

  // Text, comments, declarations and character data between tags are passed by.
  std::optional<Tag> next_tag() {
    for (;;) {
      at_ = std::min(text_.find('<', at_), text_.size());
      if (at_ == text_.size()) return std::nullopt;
      tag_at_ = at_;
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("<!--")) {
        skip_past("-->", "comment");
      } else if (rest.starts_with("<![CDATA[")) {
        skip_past("]]>", "character data");
      } else if (rest.starts_with("<?") || rest.starts_with("<!")) {
        skip_past(">", "declaration");
      } else {
        ++at_;
        return parse_tag();
      }
    }
  }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlank, at_), text_.size()); }

  std::string_view take_name() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n/>=<\"'", at_), text_.size());
    const std::string_view name = text_.substr(at_, end - at_);
    if (name.empty()) fail("expected a name");
    at_ = end;
    return name;
  }

  Tag parse_tag() {
    Tag tag;
    if (at_ < text_.size() && text_[at_] == '/') tag.closes = true, ++at_;
    tag.name = take_name();
    for (;;) {
      skip_blanks();
      if (at_ == text_.size()) fail("expected > at the end of the element");
      if (text_[at_] == '>') return ++at_, tag;
      if (text_.substr(at_).starts_with("/>")) {
        at_ += 2;
        tag.is_complete = true;
        return tag;
      }
      parse_attribute(tag);
    }
  }

  void parse_attribute(Tag& tag) {
    const std::string_view name = take_name();
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != '=') fail("expected = after the attribute " + std::string(name));
    ++at_;
    skip_blanks();
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\''))
      fail("expected a quoted value of the attribute " + std::string(name));
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) fail("expected an end of the value of " + std::string(name));
    tag.attributes[name] = plain_text(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
  }

  const std::string& attribute(const Tag& tag, std::string_view name) const {
    const auto found = tag.attributes.find(name);
    if (found == tag.attributes.end())
      fail("expected an attribute " + std::string(name) + " of <" + std::string(tag.name) + ">");
    return found->second;
  }

  void take(const Tag& tag) {
    if (tag.name == "graph") return take_graph(tag);
    if (tag.name == "hyperedge" || tag.name == "port") fail("expected no <" + std::string(tag.name) + ">");
    if (tag.closes || (tag.name != "node" && tag.name != "edge")) return;
    if (!in_graph_) fail("expected <" + std::string(tag.name) + "> inside a <graph>");
    if (tag.name == "node") {
      if (!ids_.emplace(attribute(tag, "id"), graph_.nodes++).second)
        fail("expected each node once, found " + attribute(tag, "id") + " twice");
    } else {
      take_edge(tag);
    }
  }

  void take_graph(const Tag& tag) {
    if (tag.closes) {
      in_graph_ = false;
      return resolve();
    }
    if (seen_graph_) fail("expected one <graph>");
    const std::string& direction = attribute(tag, "edgedefault");
    if (direction != "directed" && direction != "undirected")
      fail("expected edgedefault directed or undirected, found " + direction);
    graph_.directed = direction == "directed";
    seen_graph_ = true;
    in_graph_ = !tag.is_complete;
  }

  void take_edge(const Tag& tag) {
    if (const auto own = tag.attributes.find("directed"); own != tag.attributes.end())
      if ((own->second == "true") != graph_.directed) fail("expected an edge as the graph's edgedefault says");
    named_.push_back({attribute(tag, "source"), attribute(tag, "target"), tag_at_});
  }

  // Edges may come before the nodes that they join.
  void resolve() {
    const std::size_t end = tag_at_;
    for (const Named& edge : named_) {
      tag_at_ = edge.at;
      const auto from = ids_.find(edge.from);
      const auto to = ids_.find(edge.to);
      if (from == ids_.end() || to == ids_.end())
        fail("expected a node, found none with the id " + (from == ids_.end() ? edge.from : edge.to));
      graph_.edges.emplace_back(from->second, to->second);
    }
    tag_at_ = end;
  }

  struct Named {
    std::string from;
    std::string to;
    std::size_t at;
  };

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::size_t tag_at_ = 0;
  bool seen_graph_ = false;
  bool in_graph_ = false;
  std::map<std::string, std::uint32_t> ids_;
  std::vector<Named> named_;
  GraphFile graph_;
};

}  // namespace

GraphFile parse_edge_list(std::string_view text, std::string_view file, std::uint32_t n) {
  GraphFile graph;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view rest = without_blanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (rest.empty() || rest.front() == '#' || rest.front() == '%') continue;
    const auto fail = [&](const std::string& expectation) {
      throw InputError(file, "line " + std::to_string(line), expectation);
    };
    const auto from = take_number(rest);
    if (rest.find_first_of(" \t,") != 0) fail("expected two process numbers");
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t,"), rest.size()));
    const auto to = take_number(rest);
    if (!from || !to || (!rest.empty() && rest.find_first_of(" \t,\r") != 0)) fail("expected two process numbers");
    if (*from >= n || *to >= n)
      fail("expected process numbers below n = " + std::to_string(n) + ", found " +
           std::to_string(std::max(*from, *to)));
    graph.edges.emplace_back(*from, *to);
    graph.nodes = std::max({graph.nodes, *from + 1, *to + 1});
  }
  return graph;
}

GraphFile parse_graphml(std::string_view text, std::string_view file) {
  return GraphmlReader(text, file).read();
}

}  // namespace parley::sim
