using HalloweenCostume.Fal;

namespace HalloweenCostume.Pictures.Metadata;

/// <summary>Reads a picture's file from its beginning, 64 KiB at a time.</summary>
/// <remarks>Where the file ends too early, <see cref="FalFailure.Senseless"/> is thrown.</remarks>
internal sealed class PictureBytes(Stream source)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at, _end;

    /// <summary>How many bytes were read so far.</summary>
    public long Position { get; private set; }

    public bool Ended => _at == _end && !Fill(1);

    public byte Next() => Take(1)[0];

    /// <param name="count">At most 64 KiB.</param>
    /// <returns>Valid until the next read.</returns>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _at < count && !Fill(count))
            throw CutOff();
        var taken = _buffer.AsSpan(_at, count);
        Advance(count);
        return taken;
    }

    public void Skip(long count) => CopyTo(Stream.Null, count);

    public void CopyTo(Stream target, long count)
    {
        while (count > 0)
        {
            if (Ended)
                throw CutOff();
            var piece = (int)Math.Min(count, _end - _at);
            target.Write(_buffer, _at, piece);
            Advance(piece);
            count -= piece;
        }
    }

    /// <summary>Copies what stands before the next <paramref name="mark"/>, and reads that too.</summary>
    public void CopyUntil(byte mark, Stream target)
    {
        while (!Ended)
        {
            var piece = _buffer.AsSpan(_at, _end - _at).IndexOf(mark);
            target.Write(_buffer, _at, piece < 0 ? _end - _at : piece);
            Advance(piece < 0 ? _end - _at : piece + 1);
            if (piece >= 0)
                return;
        }

        throw CutOff();
    }

    public static FalException Broken(string what) => new(FalFailure.Senseless, $"The result's picture {what}.");

    private static FalException CutOff() => Broken("ends too early");

    private void Advance(int count)
    {
        _at += count;
        Position += count;
    }

    private bool Fill(int count)
    {
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        (_at, _end) = (0, _end - _at);
        _end += source.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        return _end >= count;
    }
}
