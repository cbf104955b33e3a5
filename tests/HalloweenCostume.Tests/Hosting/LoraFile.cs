using System.Buffers.Binary;
using System.Text;

namespace HalloweenCostume.Tests.Hosting;

/// <summary>Safetensors files with one tensor, in form and without a face.</summary>
internal static class LoraFile
{
    /// <param name="tensorBytes">Of the tensor, which are all zero.</param>
    public static byte[] Of(int tensorBytes) => [.. Head(tensorBytes), .. new byte[tensorBytes]];

    /// <summary>What stands before the tensor.</summary>
    public static byte[] Head(long tensorBytes)
    {
        var header = Encoding.ASCII.GetBytes($$"""{"lora_A.weight": {"dtype": "U8", "shape": [{{tensorBytes}}], "data_offsets": [0, {{tensorBytes}}] } }""");
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        return [.. prefix, .. header];
    }
}
