package dev.reinstate.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a manifest file whole: regular, not too large, UTF-8. */
final class TextFile {

  /** Ten times the largest manifest there is. */
  static final int MAX_BYTES = 32 << 20;

  private final Path path;
  private final Problems problems;

  TextFile(Path path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /**
   * The text, or empty when a problem was reported.
   *
   * @param links {@link LinkOption#NOFOLLOW_LINKS} to refuse a symbolic link
   */
  Optional<String> read(LinkOption... links) {
    if (!Files.exists(path, links)) {
      return refuse("the file does not exist");
    }
    if (!Files.isRegularFile(path, links)) {
      return refuse("not a regular file");
    }
    try (InputStream stream = Files.newInputStream(path, links)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? refuse("larger than " + (MAX_BYTES >> 20) + " MiB; split it")
          : decode(bytes);
    } catch (IOException e) {
      return refuse("cannot be read: " + e);
    }
  }

  private Optional<String> decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      String before = out.flip().toString();
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
      problems.add(
          new Location(path.toString(), line, column), "not UTF-8; save the file as UTF-8");
      return Optional.empty();
    }
    return Optional.of(out.flip().toString());
  }

  private Optional<String> refuse(String message) {
    problems.add(Location.ofFile(path.toString()), message);
    return Optional.empty();
  }
}
