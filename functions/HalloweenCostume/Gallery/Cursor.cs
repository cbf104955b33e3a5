using System.Buffers.Binary;
using System.Buffers.Text;

namespace HalloweenCostume.Gallery;

/// <summary>
/// A place in a person's gallery: after the picture that was stored at a moment, which no other picture of theirs shares.
/// Clients see 22 opaque letters; the person is part of them, so that a cursor of another gallery is refused rather than misread.
/// </summary>
public static class Cursor
{
    private const int Bytes = 16;

    public static string Write(long personId, long createdAtMs)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, personId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], createdAtMs);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The moment in Unix milliseconds, or null when this is no cursor of this person's gallery.</returns>
    public static long? Read(long personId, string cursor)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == Bytes
            && BinaryPrimitives.ReadInt64BigEndian(bytes) == personId
            ? BinaryPrimitives.ReadInt64BigEndian(bytes[8..])
            : null;
    }
}
