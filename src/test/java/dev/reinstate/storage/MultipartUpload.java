package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * A {@code multipart/related} upload: an object's metadata and its bytes.
 *
 * <p>Source: https://cloud.google.com/storage/docs/uploading-objects#rest-multipart.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MultipartUpload(JsonNode metadata, byte[] media) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(UTF_8);

  static MultipartUpload parse(String contentType, byte[] body) throws IOException {
    String boundary =
        contentType.substring(contentType.indexOf("boundary=") + "boundary=".length());
    byte[] separator = ("\r\n--" + boundary.replace("\"", "")).getBytes(UTF_8);
    int firstStart = Bytes.indexOf(body, BLANK_LINE) + BLANK_LINE.length;
    int firstEnd = firstStart + Bytes.indexOf(tail(body, firstStart), separator);
    byte[] second = tail(body, firstEnd + separator.length);
    byte[] content = tail(second, Bytes.indexOf(second, BLANK_LINE) + BLANK_LINE.length);
    int end = lastIndexOf(content, separator);
    return new MultipartUpload(
        JSON.readTree(Arrays.copyOfRange(body, firstStart, firstEnd)), Arrays.copyOf(content, end));
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static int lastIndexOf(byte[] bytes, byte[] target) {
    for (int i = bytes.length - target.length; i >= 0; i--) {
      if (Arrays.equals(bytes, i, i + target.length, target, 0, target.length)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no final boundary");
  }
}
