package dev.reinstate.storage;

import com.google.common.reflect.Reflection;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The machine's own files as a share shows them: some calls are refused, as the JDK reports it. */
final class Share extends FileSystemProvider {

  /** What a share may not do. */
  enum Lack {
    PERMISSIONS,
    DIRECTORY_SYNC,
    HARD_LINKS,
    LOCKS,
    ATOMIC_MOVES,
    DELETING_READ_ONLY_FILES,
    /** Not of the share: the disk behind it is full. */
    SPACE
  }

  private final FileSystemProvider real = FileSystems.getDefault().provider();
  private final Set<Lack> lacks;
  private final FileSystem fileSystem = new ShareFileSystem(this);

  private Share(Set<Lack> lacks) {
    this.lacks = lacks;
  }

  /** A directory as a path of the share. */
  static Path of(Path directory, Set<Lack> lacks) {
    return new Share(lacks).wrapped(directory);
  }

  /** A path of the share for one of the machine. */
  private Path wrapped(Path path) {
    return Reflection.newProxy(Path.class, new Wrapper(path)::invoke);
  }

  private final class Wrapper {

    private final Path path;

    Wrapper(Path path) {
      this.path = path;
    }

    Object invoke(Object proxy, java.lang.reflect.Method method, Object... arguments)
        throws Throwable {
      if (method.getName().equals("getFileSystem")) {
        return fileSystem;
      }
      Object[] own = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < own.length; i++) {
        own[i] = own[i] instanceof Path other ? unwrapped(other) : own[i];
      }
      try {
        Object result = method.invoke(path, own);
        return result instanceof Path other ? wrapped(other) : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private static Path unwrapped(Path path) {
    return Path.of(path.toString());
  }

  private void refuse(Lack lack, Path path, String reason) throws FileSystemException {
    if (lacks.contains(lack)) {
      throw new FileSystemException(path.toString(), null, reason);
    }
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    refuse(Lack.HARD_LINKS, link, "Operation not permitted");
    real.createLink(unwrapped(link), unwrapped(existing));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    FileChannel channel = real.newFileChannel(unwrapped(path), options, attributes);
    return new ShareChannel(
        channel,
        lacks.contains(Lack.DIRECTORY_SYNC) && Files.isDirectory(unwrapped(path)),
        lacks.contains(Lack.LOCKS),
        lacks.contains(Lack.SPACE));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return real.newByteChannel(unwrapped(path), options, attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    Path file = unwrapped(path);
    if (Files.isRegularFile(file)
        && !Files.getPosixFilePermissions(file).toString().contains("WRITE")) {
      refuse(Lack.DELETING_READ_ONLY_FILES, path, "Access is denied");
    }
    real.delete(file);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    if (lacks.contains(Lack.ATOMIC_MOVES)
        && List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
      throw new AtomicMoveNotSupportedException(
          source.toString(), target.toString(), "Invalid cross-device link");
    }
    real.move(unwrapped(source), unwrapped(target), options);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    V view = real.getFileAttributeView(unwrapped(path), type, options);
    if (type != PosixFileAttributeView.class || !lacks.contains(Lack.PERMISSIONS)) {
      return view;
    }
    return Reflection.newProxy(
        type,
        (proxy, method, arguments) -> {
          refuse(Lack.PERMISSIONS, path, "Operation not permitted");
          return null;
        });
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> files =
        real.newDirectoryStream(unwrapped(directory), file -> filter.accept(wrapped(file)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> each = files.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Path next() {
            return wrapped(each.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        files.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    real.createDirectory(unwrapped(directory), attributes);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    real.copy(unwrapped(source), unwrapped(target), options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(unwrapped(path), unwrapped(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(unwrapped(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(unwrapped(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(unwrapped(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(unwrapped(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(unwrapped(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(unwrapped(path), attribute, value, options);
  }

  @Override
  public String getScheme() {
    return "share";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  Path path(String first, String... more) {
    return wrapped(Path.of(first, more));
  }
}
