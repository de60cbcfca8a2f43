package dev.reinstate.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A file of a {@link Share}: what the system refuses here comes without a path, as the JDK has it.
 */
final class ShareChannel extends FileChannel {

  private final FileChannel real;
  private final boolean unsyncable;
  private final boolean unlockable;
  private final boolean full;

  ShareChannel(FileChannel real, boolean unsyncable, boolean unlockable, boolean full) {
    this.real = real;
    this.unsyncable = unsyncable;
    this.unlockable = unlockable;
    this.full = full;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (unsyncable) {
      throw new IOException("Invalid argument");
    }
    real.force(metaData);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    return real.write(source);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    if (unlockable) {
      throw new IOException("Function not implemented");
    }
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return lock(position, size, shared);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    return real.write(sources, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    return real.position(position);
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    return real.truncate(size);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return real.transferFrom(source, position, count);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return real.write(source, position);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
