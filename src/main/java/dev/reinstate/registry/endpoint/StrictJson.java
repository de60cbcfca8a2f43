package dev.reinstate.registry.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.reinstate.json.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a JSON object that is expected to have a certain shape, as it arrives. Depth and lengths
 * are bounded; {@code null} stands for nothing, as many servers write it.
 */
public final class StrictJson implements Closeable {

  /** Digests are the names of a listing's fields: a table of names met before only costs time. */
  private static final JsonFactory JSON =
      Json.factory(
              StreamReadConstraints.builder().maxStringLength(64 * 1024).maxNameLength(4 * 1024))
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** Takes a text. */
  public interface TextConsumer {
    void accept(String text) throws IOException;
  }

  /** Reads one value. */
  public interface ValueReader {
    void read() throws IOException;
  }

  private final JsonParser json;
  private final String what;

  private StrictJson(JsonParser json, String what) {
    this.json = json;
    this.what = what;
  }

  /**
   * Starts to read.
   *
   * @param what it is, for messages
   */
  public static StrictJson open(InputStream body, String what) throws IOException {
    return new StrictJson(JSON.createParser(body), what);
  }

  /**
   * The whole document: an object, and nothing after it.
   *
   * @param field is told each field's name and reads or skips its value
   */
  public void document(TextConsumer field) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT);
    fields(field);
    if (json.nextToken() != null) {
      throw new IOException("something follows the " + what);
    }
  }

  /**
   * An object within.
   *
   * @param field is told each field's name and reads or skips its value
   */
  public void object(TextConsumer field) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      expect(json.currentToken(), JsonToken.START_OBJECT);
      fields(field);
    }
  }

  /** The same; anything else is skipped. */
  public void members(TextConsumer field) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      fields(field);
    } else {
      skip();
    }
  }

  private void fields(TextConsumer field) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      field.accept(name);
    }
  }

  /** An array, each value of which the reader reads or skips. */
  public void array(ValueReader value) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        value.read();
      }
    }
  }

  /** An array of texts. */
  public void texts(TextConsumer consumer) throws IOException {
    array(() -> consumer.accept(text()));
  }

  public boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  public String text() throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING);
    return json.getText();
  }

  /** A text, number or truth value as text; empty for anything else, which is skipped. */
  public String scalar() throws IOException {
    JsonToken token = json.currentToken();
    if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      return json.getText();
    }
    skip();
    return "";
  }

  public void skip() throws IOException {
    json.skipChildren();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  private void expect(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("the " + what + " is malformed: " + found + " instead of " + wanted);
    }
  }
}
