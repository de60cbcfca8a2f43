package dev.reinstate.manifest.yaml;

import dev.reinstate.manifest.Location;
import dev.reinstate.manifest.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a manifest file whole: regular, not too large, and nothing but text. */
public final class TextFile {

  /** Ten times the largest manifest there is. */
  public static final int MAX_BYTES = 32 << 20;

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final char REPLACEMENT = '\ufffd';

  private final Path path;
  private final Problems problems;

  public TextFile(Path path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /**
   * The text, or empty when a problem was reported.
   *
   * @param links {@link LinkOption#NOFOLLOW_LINKS} to refuse a symbolic link
   */
  public Optional<String> read(LinkOption... links) {
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

  /** UTF-8, or UTF-16 where a byte order mark says so; the mark is no part of the text. */
  private Optional<String> decode(byte[] bytes) {
    boolean wide =
        bytes.length >= 2 && (bytes[0] & bytes[1] & 0xfe) == 0xfe && bytes[0] != bytes[1];
    Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    String text = new String(bytes, charset);
    String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    if (text.indexOf(REPLACEMENT) >= 0) {
      CharBuffer out = CharBuffer.allocate(bytes.length);
      if (charset.newDecoder().decode(ByteBuffer.wrap(bytes), out, true).isError()) {
        return refuse(out.flip().toString(), "not UTF-8; save the file as UTF-8");
      }
    }
    int control = marked.startsWith(BYTE_ORDER_MARK) ? 0 : firstControl(marked);
    return control < 0
        ? Optional.of(marked)
        : refuse(
            marked.substring(0, control),
            String.format(
                "not YAML: control character U+%04X; remove it", (int) marked.charAt(control)));
  }

  /**
   * Where the first character stands that YAML does not allow, or -1.
   *
   * @see <a href="https://yaml.org/spec/1.1/#c-printable">c-printable</a>
   */
  private static int firstControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' ? c != '\n' && c != '\r' && c != '\t' : c > '~' && isControl(c)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isControl(char c) {
    return (c < 0xa0 && c != 0x85) || c > 0xfffd;
  }

  /** At what follows some text. */
  private Optional<String> refuse(String before, String message) {
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
    problems.add(new Location(path.toString(), line, column), message);
    return Optional.empty();
  }

  private Optional<String> refuse(String message) {
    problems.add(Location.ofFile(path.toString()), message);
    return Optional.empty();
  }
}
