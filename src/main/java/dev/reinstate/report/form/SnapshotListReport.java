package dev.reinstate.report.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import dev.reinstate.json.Json;
import dev.reinstate.snapshot.ListedSnapshot;
import dev.reinstate.snapshot.SnapshotRoot;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** The snapshots of a store, one a line or as a JSON array. */
public final class SnapshotListReport {

  private static final String COLUMNS = "%-20s %8s %8s %16s %16s %8s %10s  %s%n";

  private SnapshotListReport() {}

  public static void print(ImmutableList<ListedSnapshot> snapshots, PrintStream out) {
    out.printf(
        COLUMNS,
        "TIME",
        "IMAGES",
        "TAGS",
        "BYTES",
        "NEW BYTES",
        "DISPUTED",
        "UNREADABLE",
        "ROOT, AND THE ROOT BEFORE IT");
    for (ListedSnapshot snapshot : snapshots) {
      switch (snapshot) {
        case ListedSnapshot.Intact intact -> print(intact, out);
        case ListedSnapshot.Damaged damaged ->
            out.printf("%-20s ! damaged: %s%n", damaged.name(), damaged.fault());
      }
    }
  }

  private static void print(ListedSnapshot.Intact snapshot, PrintStream out) {
    SnapshotRoot root = snapshot.root();
    String before =
        root.predecessors().isEmpty()
            ? "none"
            : root.predecessors().stream()
                .map(predecessor -> predecessor.digest().getHash().substring(0, 12))
                .collect(Collectors.joining("+"));
    out.printf(
        COLUMNS,
        snapshot.name(),
        root.counts().images(),
        root.counts().tags(),
        root.counts().bytes(),
        root.counts().newBytes(),
        root.disputed().size() + root.overwritten().size(),
        root.unreadable().size(),
        snapshot.digest().getHash().substring(0, 12) + " " + before);
  }

  /** The stream is flushed and left open. */
  public static void writeJson(ImmutableList<ListedSnapshot> snapshots, OutputStream out)
      throws IOException {
    Json.writePretty(
        json -> {
          json.writeStartArray();
          for (ListedSnapshot snapshot : snapshots) {
            Json.writeObject(json, each -> writeFields(snapshot, each));
          }
          json.writeEndArray();
        },
        out);
  }

  private static void writeFields(ListedSnapshot snapshot, JsonGenerator json) throws IOException {
    json.writeStringField("name", snapshot.name().toString());
    switch (snapshot) {
      case ListedSnapshot.Intact intact -> writeFields(intact, json);
      case ListedSnapshot.Damaged damaged -> {
        json.writeStringField("digest", damaged.digest().toString());
        json.writeStringField("damaged", damaged.fault());
      }
    }
  }

  private static void writeFields(ListedSnapshot.Intact snapshot, JsonGenerator json)
      throws IOException {
    SnapshotRoot root = snapshot.root();
    json.writeStringField("digest", snapshot.digest().toString());
    json.writeStringField("created", root.created().toString());
    if (root.predecessor().isPresent()) {
      json.writeFieldName("predecessor");
      write(root.predecessor().get(), json);
    }
    if (root.predecessors().size() > 1) {
      json.writeArrayFieldStart("otherPredecessors");
      for (Predecessor other : root.predecessors().subList(1, root.predecessors().size())) {
        write(other, json);
      }
      json.writeEndArray();
    }
    json.writeNumberField("repositories", root.counts().repositories());
    json.writeNumberField("images", root.counts().images());
    json.writeNumberField("tags", root.counts().tags());
    json.writeNumberField("bytes", root.counts().bytes());
    json.writeNumberField("newBytes", root.counts().newBytes());
    json.writeNumberField("disputed", root.disputed().size());
    json.writeNumberField("overwritten", root.overwritten().size());
    json.writeNumberField("unreadable", root.unreadable().size());
    json.writeNumberField("broken", root.broken().size());
  }

  private static void write(Predecessor predecessor, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", predecessor.name().toString());
    json.writeStringField("digest", predecessor.digest().toString());
    json.writeEndObject();
  }
}
