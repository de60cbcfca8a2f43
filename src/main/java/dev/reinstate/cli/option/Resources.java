package dev.reinstate.cli.option;

import com.google.common.io.Closer;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Closes in reverse what a command opened. */
public final class Resources implements AutoCloseable {

  private final Closer closer = Closer.create();

  public <T extends AutoCloseable> T own(T resource) {
    closer.register(asCloseable(resource));
    return resource;
  }

  public <T extends AutoCloseable> Optional<T> own(Optional<T> resource) {
    resource.ifPresent(this::own);
    return resource;
  }

  private static Closeable asCloseable(AutoCloseable resource) {
    return () -> {
      try {
        resource.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    };
  }

  @Override
  public void close() throws IOException {
    closer.close();
  }
}
