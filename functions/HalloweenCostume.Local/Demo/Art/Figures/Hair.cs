using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Figures;

internal static class Hair
{
    public static void Back(Drawing art, HairStyle style, string colour)
    {
        var shade = art.Down(Colour.Darker(colour, 0.15), Colour.Darker(colour, 0.5));
        switch (style)
        {
            case HairStyle.Bob:
                art.Add($"<path fill='{shade}' d='M-110-20C-122-112-62-136 0-136C62-136 122-112 110-20C120 40 122 84 108 112C70 128 54 96 52 60H-52" +
                    $"C-54 96-70 128-108 112C-122 84-120 40-110-20Z'/>");
                break;
            case HairStyle.Long or HairStyle.Parted:
                art.Add($"<path fill='{shade}' d='M-106-20C-120-112-62-136 0-136C62-136 120-112 106-20C132 50 104 110 138 190C148 230 108 262 74 246" +
                    $"C52 200 62 120 50 60H-50C-62 120-52 200-74 246C-108 262-148 230-138 190C-104 110-132 50-106-20Z'/>");
                break;
            case HairStyle.Curls:
                Puffs(art, Colour.Darker(colour, 0.35), 128, 46, -195, 15, 12);
                break;
            case HairStyle.Bun:
                art.Add($"<circle cy='-134' r='44' fill='{art.Ball(Colour.Lighter(colour, 0.2), Colour.Darker(colour))}'/>");
                break;
        }
    }

    public static void Front(Drawing art, HairStyle style, string colour)
    {
        var paint = art.Linear("x1='0.2' y1='0' x2='0.7' y2='1'", (0, Colour.Lighter(colour, 0.24), 1), (0.55, colour, 1), (1, Colour.Darker(colour, 0.25), 1));
        var path = style switch
        {
            HairStyle.Tousled => "M-97-2C-112-92-62-134-4-130C22-150 58-136 56-124C98-116 108-66 96-2C92-36 82-52 68-62C56-44 30-50 22-64" +
                "C4-44-24-46-32-62C-44-44-66-44-74-58C-86-46-94-28-97-2Z",
            HairStyle.Bob => "M-98 20C-110-84-66-128 0-126C66-128 110-84 98 20C100-30 90-46 80-54C40-42-40-42-80-54C-90-46-100-30-98 20Z",
            HairStyle.Long => "M-2-98C-20-58-64-38-97 26C-114-76-66-128 0-126C66-128 114-76 97 26C76-36 30-52-2-98Z",
            HairStyle.Curls => "",
            HairStyle.Cropped => "M-94-8C-102-90-60-120 0-120C60-120 102-90 94-8C90-50 74-70 60-78C20-68-20-68-60-78C-74-70-90-50-94-8Z",
            HairStyle.Bun => "M-96 2C-106-86-62-128 0-126C64-128 106-86 96 2C88-48 62-72 20-88C-18-62-74-54-96 2Z",
            HairStyle.Spikes => "M-97-2C-118-60-104-84-112-112L-80-104L-72-146L-38-122L-14-164L12-126L48-154L56-114L96-122L92-82C108-60 102-30 97-2" +
                "C92-40 80-52 64-62L40-40L22-64L-4-38L-26-64L-52-42L-70-60C-84-48-92-28-97-2Z",
            _ => "M-40-102C-44-64-78-40-97 26C-114-76-66-128 0-126C66-128 114-76 97 26C92-30 40-44-40-102Z",
        };
        if (path.Length > 0)
            art.Add($"<path d='{path}' fill='{paint}'/>");
        else
            Puffs(art, colour, 92, 34, -172, -8, 9);
    }

    private static void Puffs(Drawing art, string colour, double reach, double radius, double from, double to, int count)
    {
        var paint = art.Ball(Colour.Lighter(colour, 0.2), Colour.Darker(colour, 0.2));
        for (var i = 0; i < count; i++)
        {
            var angle = (from + ((to - from) * i / (count - 1))) * Math.PI / 180;
            art.Add($"<circle cx='{Math.Cos(angle) * reach}' cy='{(Math.Sin(angle) * reach) - 10}' r='{radius}' fill='{paint}'/>");
        }
    }
}
