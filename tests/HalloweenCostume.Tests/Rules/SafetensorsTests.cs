using System.Buffers.Binary;
using System.Text;
using HalloweenCostume.Loras;

namespace HalloweenCostume.Tests.Rules;

public sealed class SafetensorsTests
{
    private const string Sound = """{"__metadata__": {"format": "pt"}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F16", "shape": [2], "data_offsets": [4, 8]}}""";

    [Theory]
    [InlineData(Sound, 8)]
    [InlineData("{}", 0)]
    [InlineData("""{"__metadata__": {"a": "b"}}""", 0)]
    public async Task A_file_whose_header_and_size_fit_is_sound(string header, int dataBytes) => Assert.Null(await CheckAsync(File(header, dataBytes)));

    [Theory]
    [InlineData(Sound, 7, "cut off")]
    [InlineData(Sound, 9, "added to")]
    [InlineData("[]", 0, "no JSON object")]
    [InlineData("null", 0, "no JSON object")]
    [InlineData("{", 0, "cannot be read")]
    [InlineData("<!DOCTYPE html>", 0, "cannot be read")]
    [InlineData("""{"a": {}}""", 0, "cannot be read")]
    [InlineData("""{"a": 1}""", 0, "cannot be read")]
    [InlineData("""{"a": {"data_offsets": [0]}}""", 0, "cannot be read")]
    [InlineData("""{"a": {"data_offsets": ["0", "4"]}}""", 4, "cannot be read")]
    [InlineData("""{"a": {"data_offsets": [0, 4.5]}}""", 4, "cannot be read")]
    [InlineData("""{"a": {"data_offsets": [0, 99999999999999999999]}}""", 4, "cannot be read")]
    [InlineData("""{"a": {"data_offsets": {"0": 4}}}""", 4, "cannot be read")]
    public async Task Anything_else_is_told_by_what_is_wrong(string header, int dataBytes, string wrong) =>
        Assert.Contains(wrong, await CheckAsync(File(header, dataBytes)), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0 })]
    public async Task A_file_without_room_for_a_header_is_told(byte[] file) => Assert.Contains("shorter", await CheckAsync(file), StringComparison.Ordinal);

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public async Task A_header_longer_than_its_file_is_not_read(ulong headerBytes)
    {
        var file = File("{}", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerBytes);
        Assert.Contains("does not begin", await CheckAsync(file), StringComparison.Ordinal);
    }

    private static byte[] File(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    private static Task<string?> CheckAsync(byte[] file) => Safetensors.CheckAsync(new MemoryStream(file), file.Length, CancellationToken.None);
}
