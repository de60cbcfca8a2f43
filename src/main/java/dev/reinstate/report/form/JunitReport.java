package dev.reinstate.report.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.report.LineMarker;
import dev.reinstate.report.Phase;
import dev.reinstate.report.ReportLine;
import dev.reinstate.report.ReportLineText;
import dev.reinstate.report.ReportModel;
import dev.reinstate.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run as test cases: one a phase, one a destination repository with something to say. A case
 * fails where a human is needed.
 */
final class JunitReport {

  private final ReportModel model;
  private final XMLStreamWriter xml;

  private JunitReport(ReportModel model, XMLStreamWriter xml) {
    this.model = model;
    this.xml = xml;
  }

  /** UTF-8; the stream is flushed and left open. */
  static void write(ReportModel model, OutputStream out) throws IOException {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, UTF_8.name());
      new JunitReport(model, xml).write();
      xml.flush();
    } catch (XMLStreamException e) {
      throw e.getNestedException() instanceof IOException failure
          ? failure
          : new IOException("junit_reinstate.xml: " + e.getMessage(), e);
    }
  }

  private void write() throws XMLStreamException {
    xml.writeStartDocument(UTF_8.name(), "1.0");
    xml.writeStartElement("testsuites");
    phases();
    repositories();
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void phases() throws XMLStreamException {
    ImmutableList<Phase> phases = Phase.of(model);
    long failed = phases.stream().filter(phase -> !phase.problem().isEmpty()).count();
    startSuite("reinstate", phases.size(), failed);
    properties();
    for (Phase phase : phases) {
      startCase("reinstate", phase.name());
      if (!phase.problem().isEmpty()) {
        failure(phase.problem(), "");
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void properties() throws XMLStreamException {
    Optional<String> whole = model.report().whole();
    Optional<String> signed = model.report().signed();
    if (whole.isPresent() || signed.isPresent()) {
      xml.writeStartElement("properties");
      property("whole", whole);
      property("signed", signed);
      xml.writeEndElement();
    }
  }

  private void property(String name, Optional<String> value) throws XMLStreamException {
    if (value.isPresent()) {
      xml.writeEmptyElement("property");
      xml.writeAttribute("name", name);
      xml.writeAttribute("value", Printable.line(value.get()));
    }
  }

  private void repositories() throws XMLStreamException {
    Map<RegistryPrefix, TreeMap<Repository, List<ReportLine>>> destinations =
        model.entries().stream()
            .filter(entry -> entry.repository().isPresent())
            .collect(
                Collectors.groupingBy(
                    entry -> model.destinations().of(entry.repository().orElseThrow()),
                    TreeMap::new,
                    Collectors.groupingBy(
                        entry -> entry.repository().orElseThrow(),
                        TreeMap::new,
                        Collectors.toList())));
    for (var destination : destinations.entrySet()) {
      suite(destination.getKey(), destination.getValue());
    }
  }

  private void suite(RegistryPrefix destination, Map<Repository, List<ReportLine>> said)
      throws XMLStreamException {
    long failed =
        said.values().stream()
            .filter(entries -> entries.stream().anyMatch(ReportLine::needsHuman))
            .count();
    startSuite(destination.toString(), said.size(), failed);
    for (var repository : said.entrySet()) {
      startCase(destination.toString(), repository.getKey().toString());
      repository(destination, repository.getValue());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void repository(RegistryPrefix destination, List<ReportLine> entries)
      throws XMLStreamException {
    String failures = lines(destination, entries, /* needsHuman= */ true);
    if (!failures.isEmpty()) {
      failure(failures.lines().findFirst().orElseThrow(), failures);
    }
    String others = lines(destination, entries, /* needsHuman= */ false);
    if (!others.isEmpty()) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(others);
      xml.writeEndElement();
    }
  }

  private static String lines(
      RegistryPrefix destination, List<ReportLine> entries, boolean needsHuman) {
    return entries.stream()
        .filter(entry -> entry.needsHuman() == needsHuman)
        .map(entry -> LineMarker.of(entry).text() + ReportLineText.line(entry, destination))
        .collect(Collectors.joining("\n"));
  }

  private void failure(String message, String text) throws XMLStreamException {
    xml.writeStartElement("failure");
    xml.writeAttribute("message", Printable.line(message));
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private void startSuite(String name, int tests, long failures) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name);
    xml.writeAttribute("tests", Integer.toString(tests));
    xml.writeAttribute("failures", Long.toString(failures));
  }

  private void startCase(String suite, String name) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", suite);
    xml.writeAttribute("name", name);
  }
}
