package dev.reinstate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.jr.stree.JacksonJrsTreeCodec;
import com.fasterxml.jackson.jr.stree.JrsMissing;
import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads documents into trees, and writes them. Of two members of one name the later counts. */
public final class Json {

  /** Far more than any document of ours or of a registry has, and little enough for any stack. */
  private static final int DEEPEST = 64;

  private static final JsonFactory FACTORY =
      factory(StreamReadConstraints.builder())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private static final JacksonJrsTreeCodec TREES = new JacksonJrsTreeCodec();

  /** Writes a value, or the members of an object that is open. */
  public interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Writes the members of an object that is open, which say something of a value. */
  public interface ContentOf<T> {
    void write(JsonGenerator json, T value) throws IOException;
  }

  private Json() {}

  /** For readers with other limits, besides that of depth, than Jackson's own. */
  public static JsonFactoryBuilder factory(StreamReadConstraints.Builder limits) {
    return new JsonFactoryBuilder().streamReadConstraints(limits.maxNestingDepth(DEEPEST).build());
  }

  /**
   * The document, whatever follows it; missing when there is nothing but space.
   *
   * @throws IOException when it is not JSON, or beyond a limit
   */
  public static JrsValue read(byte[] document) throws IOException {
    return read(parser(document));
  }

  /** The same of a text. */
  public static JrsValue read(String document) throws IOException {
    return read(FACTORY.createParser(document));
  }

  /** The same by a parser with limits of its own, which is closed then. */
  public static JrsValue read(JsonParser document) throws IOException {
    try (document) {
      return tree(document);
    }
  }

  /** The same, but {@link JsonParseException} when something follows the document. */
  public static JrsValue readWhole(byte[] document) throws IOException {
    return readWhole(parser(document));
  }

  /** The same, but {@link JsonParseException} also when an object has two members of one name. */
  public static JrsValue readStrictly(byte[] document) throws IOException {
    return readWhole(
        parser(document).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature()));
  }

  /** For who needs no tree. */
  public static JsonParser parser(byte[] document) throws IOException {
    return FACTORY.createParser(document);
  }

  private static JrsValue readWhole(JsonParser document) throws IOException {
    try (document) {
      JrsValue value = tree(document);
      if (document.nextToken() != null) {
        throw new JsonParseException(
            document, "Trailing token " + document.currentToken() + " after the document");
      }
      return value;
    }
  }

  private static JrsValue tree(JsonParser document) throws IOException {
    return document.nextToken() == null ? JrsMissing.instance() : TREES.readTree(document);
  }

  /** An object on one line, with no space between, in UTF-8. */
  public static byte[] bytes(Content members) {
    return object(members).getBytes(StandardCharsets.UTF_8);
  }

  /** An object on one line, with no space between. */
  public static String object(Content members) {
    return text(json -> writeObject(json, members));
  }

  /** An object for people to read. */
  public static String prettyObject(Content members) {
    return text(
        json -> {
          json.setPrettyPrinter(new DefaultPrettyPrinter());
          writeObject(json, members);
        });
  }

  /** A tree on one line, with no space between; empty when it is missing. */
  public static String text(JrsValue tree) {
    return tree.isMissingNode() ? "" : text(json -> write(json, tree));
  }

  private static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = generator(text)) {
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A value for people to read, and a line's end; the stream is flushed and left open. */
  public static void writePretty(Content value, OutputStream out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      value.writeTo(json);
      json.writeRaw('\n');
    }
  }

  /** On one line; what it writes to is flushed and left open. */
  public static JsonGenerator generator(Writer text) throws IOException {
    return FACTORY.createGenerator(text);
  }

  /** A tree as a value. */
  public static void write(JsonGenerator json, JrsValue tree) throws IOException {
    TREES.writeTree(json, tree);
  }

  /** An object as a value. */
  public static void writeObject(JsonGenerator json, Content members) throws IOException {
    json.writeStartObject();
    members.writeTo(json);
    json.writeEndObject();
  }

  /** An object as a member. */
  public static void writeObject(JsonGenerator json, String name, Content members)
      throws IOException {
    json.writeFieldName(name);
    writeObject(json, members);
  }

  /** An array of objects as a member. */
  public static <T> void writeObjects(
      JsonGenerator json, String name, Iterable<? extends T> values, ContentOf<T> members)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T value : values) {
      writeObject(json, each -> members.write(each, value));
    }
    json.writeEndArray();
  }

  /** Members that are strings. */
  public static void writeAll(JsonGenerator json, Map<String, String> members) throws IOException {
    for (Map.Entry<String, String> member : members.entrySet()) {
      json.writeStringField(member.getKey(), member.getValue());
    }
  }

  /** An array of strings as a member. */
  public static void writeStrings(JsonGenerator json, String name, Iterable<?> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }
}
