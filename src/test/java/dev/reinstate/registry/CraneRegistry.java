package dev.reinstate.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** {@code crane registry serve}, go-containerregistry's own, as a process of a test's own. */
public final class CraneRegistry implements AutoCloseable {

  private static final Pattern SERVING = Pattern.compile("serving on port (?<port>\\d+)");

  private final Process process;
  private final String host;

  private CraneRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** Keeps blobs in the directory's {@code blobs}. Skips the test on a machine without crane. */
  public static CraneRegistry start(Path directory) throws IOException {
    Assumptions.assumeTrue(Installed.program("crane").isPresent(), "crane is not installed");
    Path log = directory.resolve("crane.log");
    Path blobs = Files.createDirectories(directory.resolve("blobs"));
    Process process =
        new ProcessBuilder("crane", "registry", "serve", "--address=127.0.0.1:0", "--disk=" + blobs)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new CraneRegistry(process, "127.0.0.1:" + port(process, log));
  }

  private static String port(Process process, Path log) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
      while (process.isAlive()) {
        String line = lines.readLine();
        Matcher serving = SERVING.matcher(line == null ? "" : line);
        if (serving.find()) {
          return serving.group("port");
        }
        Thread.onSpinWait();
      }
    }
    throw new IOException("crane did not start:\n" + Files.readString(log));
  }

  /** Its host and port. */
  public String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
