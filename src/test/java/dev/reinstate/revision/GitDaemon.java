package dev.reinstate.revision;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Git's own server, on a loopback port of a test's. */
final class GitDaemon implements AutoCloseable {

  private final Process process;
  private final int port;

  private GitDaemon(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Serves the work trees below a directory. Skips the test on a machine without git. */
  static GitDaemon start(Path base) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
    int port = freePort();
    Process process =
        new ProcessBuilder(
                "/usr/bin/git",
                // The user's own settings are nobody's business here.
                "-c",
                "safe.directory=*",
                "daemon",
                "--verbose",
                "--export-all",
                "--listen=127.0.0.1",
                "--port=" + port,
                "--base-path=" + base)
            .redirectErrorStream(true)
            .start();
    awaitReady(process);
    return new GitDaemon(process, port);
  }

  /** The URL of a work tree. */
  String url(String name) {
    return "git://127.0.0.1:" + port + "/" + name + "/.git";
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static void awaitReady(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains("Ready to rumble")) {
        Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(rest -> {}));
        return;
      }
    }
    throw new IOException("git daemon ended before it served");
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
