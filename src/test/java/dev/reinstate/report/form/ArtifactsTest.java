package dev.reinstate.report.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.report.Incident;
import dev.reinstate.report.Phase;
import dev.reinstate.report.ReportLine;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The files a run leaves behind. */
final class ArtifactsTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void holdEveryFormAndNothingHalf() throws IOException {
    write(Incident.confirmed(360), Optional.of(URI.create("https://prow.example/artifacts")));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          ImmutableSet.of(
              "plan.json",
              "result.json",
              "report.html",
              "junit_reinstate.xml",
              "metadata.json",
              "report.link.txt"),
          files
              .map(file -> file.getFileName().toString())
              .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder())));
    }
    assertEquals(
        "https://prow.example/artifacts/report.html",
        Files.readString(directory.resolve("report.link.txt")));
  }

  @Test
  void replaceThoseOfAnEarlierRun() throws IOException {
    write(Incident.confirmed(360), Optional.empty());
    write(Incident.dry(36), Optional.empty());
    assertEquals("dry run", metadata().get("mode").asText());
    assertFalse(Files.exists(directory.resolve("report.link.txt")));
  }

  @Test
  void metadataAreStringsOnly() throws IOException {
    write(Incident.confirmed(360), Optional.empty());
    JsonNode metadata = metadata();
    metadata.forEach(value -> assertTrue(value.isTextual(), metadata::toPrettyString));
    assertTrue(metadata.get("plan").asText().matches("[0-9a-f]{64}"));
    assertEquals("1", metadata.get("invalid").asText());
  }

  @Test
  void aCaseFailsWhereAHumanIsNeeded() throws Exception {
    RunReport report = Incident.confirmed(360);
    write(report, Optional.empty());
    ReportModel model = ReportModel.of(report);
    Element suites = junit();
    long said = model.entries().stream().flatMap(e -> e.repository().stream()).distinct().count();
    long failed =
        model.entries().stream()
            .filter(ReportLine::needsHuman)
            .flatMap(entry -> entry.repository().stream())
            .distinct()
            .count();
    assertEquals(
        said + Phase.of(model).size(), suites.getElementsByTagName("testcase").getLength());
    assertEquals(failed + failedPhases(model), suites.getElementsByTagName("failure").getLength());
    assertEquals(
        suites.getElementsByTagName("failure").getLength(),
        elements(suites.getElementsByTagName("testsuite"))
            .mapToInt(suite -> Integer.parseInt(suite.getAttribute("failures")))
            .sum());
  }

  @Test
  void onlyTheManifestsFailWhenTheRegistriesAreFine() throws Exception {
    RunReport report = Incident.dry(0);
    write(report, Optional.empty());
    NodeList failures = junit().getElementsByTagName("failure");
    assertEquals(1, failures.getLength());
    assertEquals("load", ((Element) failures.item(0).getParentNode()).getAttribute("name"));
  }

  @Test
  void textOfStrangersLosesItsControlCharacters() throws Exception {
    write(Incident.confirmed(360), Optional.empty());
    String failures =
        elements(junit().getElementsByTagName("failure"))
            .map(Element::getTextContent)
            .reduce("", String::concat);
    assertTrue(failures.contains("</script><img src=x onerror=alert(1)>"), failures);
    assertFalse(failures.contains("\u0007"));
    assertFalse(failures.contains("\u202e"));
  }

  private static long failedPhases(ReportModel model) {
    return Phase.of(model).stream().filter(phase -> !phase.problem().isEmpty()).count();
  }

  private void write(RunReport report, Optional<URI> url) throws IOException {
    Artifacts.write(ReportModel.of(report), directory, url);
  }

  private JsonNode metadata() throws IOException {
    return JSON.readTree(Files.readString(directory.resolve("metadata.json")));
  }

  private Element junit() throws IOException, SAXException, ParserConfigurationException {
    try (InputStream xml = Files.newInputStream(directory.resolve("junit_reinstate.xml"))) {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(xml)
          .getDocumentElement();
    }
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
  }
}
