package dev.reinstate.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Where results go, in UTF-8 whatever the locale. A {@link PrintStream} passes over what its target
 * does not take, and forgets why; this remembers it. After the first failure nothing more is
 * written: what is there is the beginning of the whole, without a gap.
 */
public final class StandardOutput {

  private final OutputStream target;
  private final PrintStream stream;
  private volatile IOException failure;

  /**
   * @param target without a buffer of its own
   */
  public StandardOutput(OutputStream target) {
    this.target = target;
    this.stream = new PrintStream(new Watched(), /* autoFlush= */ true, UTF_8);
  }

  static StandardOutput ofProcess() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out));
  }

  public PrintStream stream() {
    return stream;
  }

  /** For those who see to failures themselves, and try again. */
  public OutputStream target() {
    return target;
  }

  /** Why it is not whole; empty when everything was taken. */
  public Optional<IOException> failure() {
    stream.flush();
    return Optional.ofNullable(failure);
  }

  private final class Watched extends OutputStream {

    private interface Step {
      void run() throws IOException;
    }

    @Override
    public void write(int value) throws IOException {
      watch(() -> target.write(value));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      watch(() -> target.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      watch(target::flush);
    }

    private void watch(Step step) throws IOException {
      if (failure != null) {
        throw failure;
      }
      try {
        step.run();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
