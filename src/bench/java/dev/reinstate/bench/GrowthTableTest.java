package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

final class GrowthTableTest {

  private static final ImmutableSortedMap<Integer, Long> EDGES =
      ImmutableSortedMap.of(2, 100_000L, 22, 1_000_000L);

  /** Loading takes ten times as long for ten times as much, a dry run a hundred times. */
  private static final GrowthTable TABLE =
      new GrowthTable(
          EDGES,
          new Standings(
              ImmutableList.of(
                  standing(GrowthStep.LOAD.over(2), 1, 0),
                  standing(GrowthStep.LOAD.over(22), 10, 0),
                  standing(GrowthStep.DRY_RUN.over(2), 0.1, 90),
                  standing(GrowthStep.DRY_RUN.over(22), 10, 900))));

  private static Standing standing(String contender, double cpu, long requests) {
    return new Standing(
        contender,
        ImmutableList.of(new Sample(new Cost(2 * cpu, cpu, 256), 0, OptionalDouble.empty())),
        requests == 0
            ? ImmutableList.of()
            : ImmutableList.of(new Traffic(ImmutableSortedMap.of("any", requests), 0, 0)),
        Optional.empty());
  }

  @Test
  void aColumnForEachUniverseAndARowForEachKindOfWork() {
    ImmutableList<String> lines = TABLE.lines();
    assertEquals(
        "| work | 100,000 edges, 2 regions | 1,000,000 edges, 22 regions | exponent |",
        lines.get(0));
    assertEquals("|---|---|---|---|", lines.get(1));
    assertEquals(
        "| load: `validate` | 2.0 s (1.0), 256 MiB | 20.0 s (10.0), 256 MiB | 1.00 |",
        lines.get(2));
    assertEquals(
        "| load, list, plan: dry run | 0.2 s (0.1), 256 MiB, 90 requests |"
            + " 20.0 s (10.0), 256 MiB, 900 requests | 2.00 |",
        lines.get(3));
    assertEquals("| `snapshot take`, first time | no result | no result |  |", lines.get(4));
    assertEquals(2 + GrowthStep.values().length, lines.size());
  }

  @Test
  void whatGrowsFasterThanTheUniverseMissesItsTarget() {
    ImmutableList<Target> targets = TABLE.targets();
    assertEquals(2, targets.size());
    assertTrue(targets.get(0).met(), targets.get(0).toString());
    assertFalse(targets.get(1).met(), targets.get(1).toString());
  }

  @Test
  void thePictureIsXmlWithALineForEachKindOfWorkInBothCharts() throws Exception {
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(GrowthPicture.of(TABLE).getBytes(UTF_8)));
    NodeList lines = svg.getElementsByTagName("polyline");
    assertEquals(2 * GrowthStep.values().length, lines.getLength());
    assertEquals(8, svg.getElementsByTagName("circle").getLength());
    String load = lines.item(0).getAttributes().getNamedItem("points").getNodeValue();
    List<Double> points =
        Splitter.on(CharMatcher.anyOf(" ,")).splitToStream(load).map(Double::parseDouble).toList();
    double slope = (points.get(1) - points.get(3)) / (points.get(2) - points.get(0));
    assertEquals(0.5 * GrowthChart.HEIGHT / GrowthChart.WIDTH, slope, 0.01, "a decade of two");
  }
}
