package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Runs {@link EmbeddedRegistryMain}. */
final class EmbeddedRegistryProcess implements RegistryProcess {

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final ImmutableList<String> hosts;

  private EmbeddedRegistryProcess(Process process) throws IOException {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
    this.hosts = ImmutableList.copyOf(Splitter.on(' ').split(line()));
  }

  /** Starts with the options of {@link EmbeddedRegistryMain}; returns once it listens. */
  static EmbeddedRegistryProcess start(String... options) throws IOException {
    Process process =
        new ProcessBuilder(
                ImmutableList.<String>builder()
                    .addAll(JavaProgram.words(EmbeddedRegistryMain.class.getName()))
                    .add(options)
                    .build())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new EmbeddedRegistryProcess(process);
  }

  @Override
  public ImmutableList<String> hosts() {
    return hosts;
  }

  @Override
  public ImmutableList<String> countedHosts() {
    return hosts;
  }

  @Override
  public boolean alwaysCounts() {
    return true;
  }

  @Override
  public void mark() throws IOException {
    ask("mark");
  }

  @Override
  public void restore() throws IOException {
    ask("restore");
  }

  @Override
  public Traffic traffic() throws IOException {
    return report().traffic();
  }

  @Override
  public Optional<Activity> activity() throws IOException {
    return report().activity();
  }

  @Override
  public void latency(Duration latency) throws IOException {
    ask(EmbeddedRegistryMain.LATENCY + latency.toMillis());
  }

  private RegistryReport report() throws IOException {
    return ask("report");
  }

  @Override
  public double cpuSeconds() throws IOException {
    return ProcessCpu.seconds(process);
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
      throw new IOException("the embedded registry ended; see above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.onExit().join();
  }
}
