package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Stands before a registry that speaks plain HTTP and terminates TLS, counts what is asked, and
 * lets it wait; before one that speaks TLS itself it stands only where requests are to be counted.
 * It is a program of Go, in {@code src/test/go/tls-front}, so that HTTP/2 is offered as the field's
 * registries offer it.
 */
final class TlsFront implements RegistryProcess {

  /** Requests that carry it neither wait nor count. */
  static final String ASIDE = "Bench-Aside";

  private static final String PROGRAM = "tls-front";

  private final RegistryProcess behind;
  private final boolean needed;
  private final Distance distance;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final String host;

  /** Before a registry of one host. */
  TlsFront(RegistryProcess behind, Setting setting, Certificates certificates) throws IOException {
    this.behind = behind;
    this.needed = behind.origin().startsWith("http:");
    this.distance = setting.distance();
    this.process =
        new ProcessBuilder(
                ImmutableList.<String>builder()
                    .addAll(setting.peers().find(PROGRAM).words("--control"))
                    .add("--upstream=" + behind.origin())
                    .add("--ca=" + certificates.authority())
                    .add("--cert=" + certificates.certificate())
                    .add("--key=" + certificates.key())
                    .add("--http2=" + setting.http2())
                    .build())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.commands = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
    this.host = line();
  }

  /** Whether it has been built. */
  static boolean isThere(Peers peers) {
    return peers.find(PROGRAM).found().isPresent();
  }

  @Override
  public ImmutableList<String> hosts() {
    return needed ? countedHosts() : behind.hosts();
  }

  @Override
  public ImmutableList<String> countedHosts() {
    return ImmutableList.of(host);
  }

  @Override
  public boolean alwaysCounts() {
    return needed;
  }

  @Override
  public void mark() throws IOException {
    behind.mark();
  }

  @Override
  public void restore() throws IOException {
    behind.restore();
    ask("reset");
  }

  @Override
  public void latency(Duration latency) throws IOException {
    ask("latency " + latency.toMillis() + "ms");
    ask("delay " + distance.connecting(latency).toMillis() + "ms");
  }

  @Override
  public Traffic traffic() throws IOException {
    return ask("report").traffic();
  }

  @Override
  public Optional<Activity> activity() throws IOException {
    return needed ? ask("report").activity() : behind.activity();
  }

  @Override
  public double cpuSeconds() throws IOException {
    return behind.cpuSeconds() + (needed ? ProcessCpu.seconds(process) : 0);
  }

  private RegistryReport ask(String command) throws IOException {
    commands.write(command);
    commands.newLine();
    commands.flush();
    return RegistryReport.parse(line());
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(PROGRAM + " ended; see above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.onExit().join();
    behind.close();
  }
}
