package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Source;
import dev.reinstate.report.DamageText;
import dev.reinstate.report.Destinations;
import dev.reinstate.report.ReportLine;
import java.io.IOException;
import java.util.Optional;

/**
 * The lines of the page. Rows are arrays of numbers into tables of texts, for tens of thousands of
 * rows repeat the same few thousand digests and names.
 */
final class PageRows {

  private final Destinations registries;
  private final Table kinds = new Table();
  private final Table destinations = new Table();
  private final Table repositories = new Table();
  private final Table digests = new Table();
  private final Table texts = new Table();

  PageRows(Destinations registries) {
    this.registries = registries;
  }

  void write(ImmutableList<ReportLine> entries, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("rows");
    for (ReportLine entry : entries) {
      write(entry, json);
    }
    json.writeEndArray();
    kinds.write("kinds", json);
    destinations.write("prefixes", json);
    repositories.write("repositories", json);
    digests.write("digests", json);
    texts.write("texts", json);
  }

  /** A row's fields, in the order in which {@code report.js} reads them. */
  private void write(ReportLine entry, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeNumber(kinds.number(entry.kind()));
    json.writeNumber(destinations.number(entry.repository().map(registries::of)));
    json.writeNumber(repositories.number(entry.repository()));
    json.writeString(String.join(", ", entry.tags()));
    switch (entry) {
      case ReportLine.Found found -> writeRest(found, json);
      case ReportLine.Deed deed -> writeRest(deed, json);
    }
    json.writeNumber(entry.needsHuman() ? 1 : 0);
    json.writeEndArray();
  }

  private void writeRest(ReportLine.Found found, JsonGenerator json) throws IOException {
    json.writeNumber(Table.NONE);
    json.writeNumber(digests.number(found.image().map(DescriptorDigest::getHash)));
    json.writeNumber(texts.number(DamageText.detail(found.finding())));
    json.writeNumber(Table.NONE);
    json.writeNumber(texts.number(found.needsHuman() ? "needs a human" : "for information"));
    json.writeNumber(Table.NONE);
  }

  private void writeRest(ReportLine.Deed deed, JsonGenerator json) throws IOException {
    json.writeNumber(digests.number(from(deed.action()).map(DescriptorDigest::getHash)));
    json.writeNumber(digests.number(deed.image().map(DescriptorDigest::getHash)));
    json.writeNumber(texts.number(deed.action().reason().text()));
    json.writeNumber(texts.number(source(deed.action())));
    json.writeNumber(texts.number(deed.progress().words()));
    json.writeNumber(texts.number(Optional.of(deed.note()).filter(note -> !note.isEmpty())));
  }

  private static Optional<DescriptorDigest> from(Action action) {
    return action instanceof Action.MoveTag move ? Optional.of(move.from()) : Optional.empty();
  }

  private static Optional<String> source(Action action) {
    return switch (action) {
      case Action.RestoreImage restore -> Optional.of(words(restore.sources().getFirst()));
      case Action.RestoreBlob restore -> Optional.of(words(restore.sources().getFirst()));
      case Action.AddTag ignored -> Optional.empty();
      case Action.MoveTag ignored -> Optional.empty();
    };
  }

  private static String words(Source source) {
    return switch (source) {
      case Source.Stored ignored -> "the snapshot";
      case Source.Mirrored mirror -> mirror.reference();
      case Source.Live live -> live.reference();
    };
  }
}
