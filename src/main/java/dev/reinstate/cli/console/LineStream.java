package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** Hands on what is written to it line by line, blank ones left out. */
public final class LineStream extends OutputStream {

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> lines;

  public LineStream(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void write(int value) {
    if (value == '\n' || value == '\r') {
      end();
    } else {
      line.write(value);
    }
  }

  private void end() {
    String text = line.toString(UTF_8);
    line.reset();
    if (!text.isBlank()) {
      lines.accept(text);
    }
  }

  /** A last line may lack its end. */
  @Override
  public synchronized void close() {
    end();
  }
}
