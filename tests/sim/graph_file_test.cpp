// Edge lists and GraphML: what they say, and where they say nothing usable.
#include "net/sim/graph_file.hpp"

#include <gtest/gtest.h>
#include <string>

#include "protocols/core/error.hpp"

namespace parley::sim {
namespace {

using Edges = std::vector<Edge>;

TEST(EdgeList, NumbersWithAnySeparator) {
  const GraphFile graph = parse_edge_list("# a comment\n0 1\n\n% another\n1,2\r\n2\t3 0.75\n  3   0\n", "g.txt", 4);
  EXPECT_EQ(graph.edges, (Edges{{0, 1}, {1, 2}, {2, 3}, {3, 0}}));
  EXPECT_EQ(graph.nodes, 4U);
  EXPECT_TRUE(parse_edge_list("", "g.txt", 4).edges.empty());
}

void expect_bad_list(const std::string& text, const std::string& place, const std::string& expectation) {
  SCOPED_TRACE(text);
  try {
    parse_edge_list(text, "g.txt", 4);
    ADD_FAILURE() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "g.txt");
    EXPECT_EQ(error.place(), place);
    EXPECT_NE(error.expectation().find(expectation), std::string::npos) << error.what();
  }
}

TEST(EdgeList, WhatIsNone) {
  expect_bad_list("0 1\n0\n", "line 2", "two process numbers");
  expect_bad_list("a b\n", "line 1", "two process numbers");
  expect_bad_list("0 1x\n", "line 1", "two process numbers");
  expect_bad_list("0;1\n", "line 1", "two process numbers");
  expect_bad_list("-1 2\n", "line 1", "two process numbers");
  expect_bad_list("1 2\n\n3 4\n", "line 3", "below n = 4, found 4");
  expect_bad_list("0 99999999999\n", "line 1", "two process numbers");
}

TEST(GraphMl, NodesInOrderOfTheirElements) {
  const GraphFile graph = parse_graphml(R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE graphml>
<!-- <node id="ghost"/> -->
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="w" for="edge" attr.name="weight" attr.type="double"/>
  <graph id="G" edgedefault='undirected'>
    <node id="Tokyo"/><node id="a&amp;b"></node>
    <edge source="Oslo" target="Tokyo"><data key="w">1.0</data></edge>
    <node id = "Oslo"><data key="d"><![CDATA[<node id="none"/>]]></data></node>
    <edge directed="false" source="Tokyo" target="a&amp;b"/>
  </graph>
</graphml>)",
                                        "g.graphml");
  EXPECT_EQ(graph.nodes, 3U);
  EXPECT_FALSE(graph.directed);
  EXPECT_EQ(graph.edges, (Edges{{2, 0}, {0, 1}}));
  EXPECT_TRUE(parse_graphml(R"(<graph edgedefault="directed"/>)", "g").directed);
}

void expect_bad_graphml(const std::string& text, const std::string& place, const std::string& expectation) {
  SCOPED_TRACE(text);
  try {
    parse_graphml(text, "g.graphml");
    ADD_FAILURE() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), place);
    EXPECT_NE(error.expectation().find(expectation), std::string::npos) << error.what();
  }
}

TEST(GraphMl, WhatIsNone) {
  const std::string open = "<graph edgedefault=\"directed\">\n";
  expect_bad_graphml("", "line 1", "<graph>");
  expect_bad_graphml("no markup at all", "line 1", "<graph>");
  expect_bad_graphml("<graph>", "line 1", "attribute edgedefault");
  expect_bad_graphml("<graph edgedefault=\"both\">", "line 1", "found both");
  expect_bad_graphml(open + "<node id=\"a\"/>", "line 2", "</graph>");
  expect_bad_graphml(open + "<node/></graph>", "line 2", "attribute id");
  expect_bad_graphml(open + "<node id=\"a\"/>\n<node id=\"a\"/></graph>", "line 3", "a twice");
  expect_bad_graphml(open + "<node id=\"a\"/>\n<edge source=\"a\" target=\"b\"/></graph>", "line 3", "id b");
  expect_bad_graphml(open + "<node id=\"a\"/>\n<edge source=\"a\"/></graph>", "line 3", "attribute target");
  expect_bad_graphml(open + "<edge directed=\"false\" source=\"a\" target=\"a\"/></graph>", "line 2", "edgedefault");
  expect_bad_graphml(open + "<hyperedge/></graph>", "line 2", "no <hyperedge>");
  expect_bad_graphml(open + open + "</graph></graph>", "line 2", "one <graph>");
  expect_bad_graphml("<node id=\"a\"/>", "line 1", "inside a <graph>");
  expect_bad_graphml(open + "<node id=a/></graph>", "line 2", "quoted");
  expect_bad_graphml(open + "<node id/></graph>", "line 2", "= after");
  expect_bad_graphml(open + "<node id=\"a", "line 2", "end of the value");
  expect_bad_graphml(open + "<node", "line 2", "> at the end");
  expect_bad_graphml(open + "<!-- <node", "line 2", "end of the comment");
  expect_bad_graphml(open + "< node/>", "line 2", "a name");
}

}  // namespace
}  // namespace parley::sim
