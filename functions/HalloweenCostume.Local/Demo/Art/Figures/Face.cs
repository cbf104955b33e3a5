using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Figures;

internal enum Mouth { Smile, Grin, Fangs, Smirk, Oh, Wonky, None }

internal enum Gaze { Open, Sly, Wide, Happy }

internal sealed record Expression(Mouth Mouth, Gaze Gaze, double Look = 0, string? Eyes = null, bool Nose = true, bool Brows = true, bool Cheeks = true, string White = "#ffffff");

internal static class Face
{
    private const string Ink = "#2a1424";

    public static void Paint(Drawing art, string skin, Expression mood, Sitter sitter)
    {
        var shade = Head.Shade(skin);
        if (mood.Cheeks)
            art.Add($"<g fill='{art.Glow("#ff5d6c", 0.55)}'><ellipse cx='-56' cy='42' rx='30' ry='21'/><ellipse cx='56' cy='42' rx='30' ry='21'/></g>");
        if (sitter.Freckles && mood.Cheeks)
            art.Add($"<g fill='{shade}' opacity='.5'><circle cx='-60' cy='36' r='2.4'/><circle cx='-50' cy='42' r='2.4'/>" +
                $"<circle cx='-42' cy='35' r='2.4'/><circle cx='60' cy='36' r='2.4'/><circle cx='50' cy='42' r='2.4'/><circle cx='42' cy='35' r='2.4'/></g>");
        Eye(art, skin, mood, sitter.Eyes, -1);
        Eye(art, skin, mood, sitter.Eyes, 1);
        if (mood.Brows)
            Brows(art, mood.Gaze, Colour.Mix(sitter.Hair, Ink, 0.35));
        if (mood.Nose)
            art.Add($"<path d='M-9 31Q0 42 10 30' fill='none' stroke='{shade}' stroke-width='5' stroke-linecap='round'/>");
        Lips(art, mood.Mouth);
    }

    public static void Glasses(Drawing art) =>
        art.Add($"<g fill='#ffffff' fill-opacity='.14' stroke='#2b2030' stroke-width='5.5'><circle cx='-38' cy='3' r='31'/>" +
            $"<circle cx='38' cy='3' r='31'/><path d='M-8-2Q0-10 8-2M-69-2L-90-10M69-2L90-10' fill='none'/></g>");

    private static void Eye(Drawing art, string skin, Expression mood, string iris, int side)
    {
        art.Add($"<g transform='translate({37 * side} 2) scale({side} 1)'>");
        if (mood.Gaze == Gaze.Happy)
        {
            art.Add($"<path d='M-21 6Q0-26 21 6' fill='none' stroke='{Ink}' stroke-width='7.5' stroke-linecap='round'/></g>");
            return;
        }

        var (wide, high, look) = (mood.Gaze == Gaze.Wide ? 23.0 : 20.5, mood.Gaze == Gaze.Wide ? 27.0 : 23.0, mood.Look * side);
        var colour = mood.Eyes ?? iris;
        art.Add($"<ellipse rx='{wide}' ry='{high}' fill='{mood.White}'/>");
        art.Add($"<circle cx='{look}' cy='2' r='{(mood.Gaze == Gaze.Wide ? 13 : 15)}'" +
            $" fill='{art.Down(Colour.Darker(colour, 0.35), Colour.Lighter(colour, 0.25))}'/><circle cx='{look}' cy='2' r='8' fill='#150" +
            $"a16'/>");
        art.Add($"<circle cx='{look - (5 * side)}' cy='-5' r='5' fill='#fff'/><circle cx='{look + (5 * side)}' cy='8' r='2.4' fill='#fff' opacity='.8'/>");
        if (mood.Gaze == Gaze.Sly)
            art.Add($"<path d='M{-wide - 2} 0Q-18-28 0-28Q18-28 {wide + 2} -2Q6-14 {-wide - 2} 0Z' fill='{Colour.Mix(skin, Head.Shade(skin), 0.4)}'/>" +
                $"<path d='M{-wide - 2} 0Q4-14 {wide + 3} -3' fill='none' stroke='{Ink}' stroke-width='5.5' stroke-linecap='round'/></g>");
        else
            art.Add($"<path d='M{-wide} -5Q-16 {-high - 5} 2 {-high - 3}" +
                $"Q18 {-high} {wide + 4} -7' fill='none' stroke='{Ink}' stroke-width='5.5' stroke-linecap='round'/></g>");
    }

    private static void Brows(Drawing art, Gaze gaze, string colour)
    {
        var brow = gaze switch
        {
            Gaze.Sly => "M-62-40Q-40-48-18-30M62-46Q40-54 18-34",
            Gaze.Wide => "M-58-46Q-38-62-20-48M58-46Q38-62 20-48",
            _ => "M-60-36Q-40-52-19-40M60-36Q40-52 19-40",
        };
        art.Add($"<path d='{brow}' fill='none' stroke='{colour}' stroke-width='8' stroke-linecap='round'/>");
    }

    private static void Lips(Drawing art, Mouth mouth)
    {
        var lips = art.Down("#7a1730", "#c23a52");
        switch (mouth)
        {
            case Mouth.Smile:
                art.Add($"<path d='M-27 58Q0 82 27 58' fill='none' stroke='#8f2238' stroke-width='6.5' stroke-linecap='round'/>");
                break;
            case Mouth.Grin:
                art.Add($"<path d='M-33 54Q0 62 33 54Q28 88 0 88Q-28 88-33 54Z' fill='{lips}'/><path d='M-29 57Q0 64 29 57L26 66Q0 72-26 66" +
                    $"Z' fill='#fff'/><path d='M-16 82Q0 70 16 82Q0 90-16 82Z' fill='#ff8b95'/>");
                break;
            case Mouth.Fangs:
                art.Add($"<path d='M-34 55Q0 66 34 55Q26 82 0 82Q-26 82-34 55Z' fill='{lips}'/><path d='M-25 58L-19 78L-11 61ZM25 58L19 78L11 61" +
                    $"Z' fill='#fff'/>");
                break;
            case Mouth.Smirk:
                art.Add($"<path d='M-22 64Q4 74 30 54' fill='none' stroke='#8f2238' stroke-width='6.5' stroke-linecap='round'/><path d='M31 46" +
                    $"Q38 54 33 60' fill='none' stroke='#8f2238' stroke-width='4' stroke-linecap='round'/>");
                break;
            case Mouth.Oh:
                art.Add($"<ellipse cy='67' rx='13' ry='17' fill='{lips}'/>");
                break;
            case Mouth.Wonky:
                art.Add($"<path d='M-30 64Q-14 54 0 64T32 60Q20 84-4 80Q-24 80-30 64Z' fill='{lips}'/><path d='M-18 60h11v11h-10ZM10 65h11v10h-10" +
                    $"Z' fill='#f4efd2'/>");
                break;
        }
    }
}
