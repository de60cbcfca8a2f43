package dev.reinstate.manifest.yaml;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML document into located nodes, as the promoter's reader does. Depth and what aliases
 * repeat are bounded, and an alias shares the node it stands for, so that memory is bounded by the
 * size of the file. For one document.
 */
public final class YamlReader {

  /** A manifest needs six levels. */
  private static final int MAX_DEPTH = 16;

  private static final String TAGS = "tag:yaml.org,2002:";

  private final String file;
  private final String text;
  private final Problems problems;
  private final Anchors anchors = new Anchors();
  private final Parser parser;

  /** Where the last event was. */
  private Location read;

  /**
   * @param text without control characters
   */
  public YamlReader(String file, String text, Problems problems) {
    this.file = file;
    this.text = text;
    this.problems = problems;
    this.read = new Location(file, 1, 1);
    this.parser = new ParserImpl(new StreamReader(YamlTabs.asSpaces(text)), new LoaderOptions());
  }

  /** The document, null when there are only comments; empty when a problem was reported. */
  public Optional<YamlNode> read() {
    try {
      return Optional.of(document());
    } catch (UnreadableYamlException e) {
      problems.add(e.location(), "not read: " + e.getMessage());
    } catch (MarkedYAMLException e) {
      problems.add(location(e.getProblemMark()), "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      // One complaint of the scanner has no mark: of a word right after a quote of several lines.
      problems.add(read, "not YAML after this: " + e.getMessage());
    }
    return Optional.empty();
  }

  private YamlNode document() throws UnreadableYamlException {
    next();
    if (!(next() instanceof DocumentStartEvent start)) {
      return new YamlNode.Scalar(new Location(file, 1, 1), ScalarType.NULL, "");
    }
    if (start.getExplicit()) {
      YamlDirectives.check(file, text);
    }
    YamlNode root = node(next(), 1);
    next();
    if (next() instanceof DocumentStartEvent second) {
      checkEmpty(second);
    }
    return root;
  }

  private void checkEmpty(DocumentStartEvent document) throws UnreadableYamlException {
    boolean empty = next() instanceof ScalarEvent value && type(value) == ScalarType.NULL;
    if (!empty || !next().is(Event.ID.DocumentEnd) || !next().is(Event.ID.StreamEnd)) {
      throw unreadable(
          document,
          "a second YAML document begins here, which the promoter passes over; keep one in a file");
    }
    problems.warn(location(document.getStartMark()), "a second document, empty; remove it");
  }

  private YamlNode node(Event event, int depth) throws UnreadableYamlException {
    if (event instanceof AliasEvent alias) {
      problems.warn(location(event.getStartMark()), "an alias; write out what it stands for");
      return anchors.resolve(location(event.getStartMark()), alias.getAnchor());
    }
    if (depth > MAX_DEPTH) {
      throw unreadable(event, "nested too deeply for a manifest");
    }
    Location location = location(event.getStartMark());
    String anchor = ((NodeEvent) event).getAnchor();
    long before = anchors.begin(location, anchor);
    YamlNode node =
        switch (event) {
          case ScalarEvent scalar -> new YamlNode.Scalar(location, type(scalar), scalar.getValue());
          case SequenceStartEvent list -> sequence(list, location, depth);
          case MappingStartEvent mapping -> mapping(mapping, location, depth);
          default -> throw unreadable(event, "this has no place in a manifest");
        };
    anchors.end(anchor, node, before);
    return node;
  }

  private ScalarType type(ScalarEvent event) throws UnreadableYamlException {
    if (event.getTag() == null && event.getImplicit().canOmitTagInPlainScalar()) {
      return ScalarType.ofPlain(event.getValue());
    }
    checkTag(event, event.getTag(), "str");
    return ScalarType.STRING;
  }

  private YamlNode sequence(SequenceStartEvent start, Location location, int depth)
      throws UnreadableYamlException {
    checkTag(start, start.getTag(), "seq");
    ImmutableList.Builder<YamlNode> items = ImmutableList.builder();
    for (Event item = next(); !item.is(Event.ID.SequenceEnd); item = next()) {
      items.add(node(item, depth + 1));
    }
    return new YamlNode.Sequence(location, items.build());
  }

  private YamlNode mapping(MappingStartEvent start, Location location, int depth)
      throws UnreadableYamlException {
    checkTag(start, start.getTag(), "map");
    ImmutableList.Builder<YamlNode.Entry> entries = ImmutableList.builder();
    for (Event key = next(); !key.is(Event.ID.MappingEnd); key = next()) {
      if (isMerge(key)) {
        problems.warn(location(key.getStartMark()), "a merge key; write out what it brings");
        entries.addAll(merged(next(), depth));
      } else if (node(key, depth + 1) instanceof YamlNode.Scalar scalar) {
        Location place = location(key.getStartMark());
        entries.add(new YamlNode.Entry(place, scalar.text(), node(next(), depth + 1), false));
      } else {
        throw unreadable(key, "a key must be a string");
      }
    }
    return new YamlNode.Mapping(location, entries.build());
  }

  private static boolean isMerge(Event key) {
    return key instanceof ScalarEvent scalar
        && scalar.getValue().equals("<<")
        && scalar.getTag() == null
        && scalar.getImplicit().canOmitTagInPlainScalar();
  }

  /**
   * What the value of a merge key brings: of a list, the last first, which yields to the others.
   */
  private List<YamlNode.Entry> merged(Event value, int depth) throws UnreadableYamlException {
    List<YamlNode> mappings = new ArrayList<>();
    if (value instanceof SequenceStartEvent) {
      for (Event item = next(); !item.is(Event.ID.SequenceEnd); item = next()) {
        mappings.add(source(item, depth));
      }
    } else {
      mappings.add(source(value, depth));
    }
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (YamlNode from : Lists.reverse(mappings)) {
      if (!(from instanceof YamlNode.Mapping mapping)) {
        throw unreadable(value, "a merge key takes a mapping or a list of them");
      }
      mapping.entries().forEach(entry -> entries.add(entry.asMerged()));
    }
    return entries;
  }

  private YamlNode source(Event event, int depth) throws UnreadableYamlException {
    return event instanceof AliasEvent alias
        ? anchors.resolve(location(event.getStartMark()), alias.getAnchor())
        : node(event, depth + 1);
  }

  private void checkTag(Event event, String tag, String allowed) throws UnreadableYamlException {
    if (tag != null && !tag.equals("!") && !tag.equals(TAGS + allowed)) {
      String written = tag.startsWith(TAGS) ? "!!" + tag.substring(TAGS.length()) : tag;
      throw unreadable(
          event, "the YAML tag " + EscapedText.of(written) + " is not known; remove it");
    }
  }

  private Event next() {
    Event event = parser.getEvent();
    read = location(event.getStartMark());
    return event;
  }

  private UnreadableYamlException unreadable(Event event, String message) {
    return new UnreadableYamlException(location(event.getStartMark()), message);
  }

  private Location location(Mark mark) {
    return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
