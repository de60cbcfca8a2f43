package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@code docker-registry} process prints. */
public final class DockerRegistryLog {

  private static final Pattern LISTENING = Pattern.compile("listening on (?<host>127[0-9.:]+)");

  private DockerRegistryLog() {}

  /** Waits until it says on which host and port it listens; the rest of it is read away. */
  public static String awaitHost(Process process) throws IOException {
    return awaitHost(process, log -> Thread.ofPlatform().daemon().start(() -> drain(log)));
  }

  /**
   * The same.
   *
   * @param rest is given the rest of the log once, and has to read it away without delay
   */
  public static String awaitHost(Process process, Consumer<InputStream> rest) throws IOException {
    InputStream log = process.getInputStream();
    BufferedReader lines = process.inputReader(UTF_8);
    StringBuilder before = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        rest.accept(log);
        return listening.group("host");
      }
      before.append(line).append('\n');
    }
    throw new IOException("docker-registry did not start:\n" + before);
  }

  private static void drain(InputStream log) {
    try (log) {
      log.transferTo(OutputStream.nullOutputStream());
    } catch (IOException closed) {
      // The log ends with the process, which whoever started it ends.
      return;
    }
  }
}
